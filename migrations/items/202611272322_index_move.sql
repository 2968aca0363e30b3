-- no-transaction
create index concurrently if not exists import_move on items.import (account, move, place) where move is not null;
