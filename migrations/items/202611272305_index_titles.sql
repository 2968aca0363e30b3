-- Parts of titles by their trigrams, where the database has them and lets us: else titles are read. Only the tick that makes documents writes here.
do $$
declare
    home text;
begin
    create extension if not exists pg_trgm with schema items;
    select extnamespace::regnamespace::text into home from pg_extension where extname = 'pg_trgm';
    execute format('create index search_document_title on items.search_document using gin ((array[account::text]), title %s.gin_trgm_ops)
                     where title is not null', home);
exception when others then
    raise notice 'no index of parts of titles: %', sqlerrm;
end
$$;
