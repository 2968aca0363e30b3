//! Which items a macro is run on, and how that begins: a run of its own for each, which the worker carries out like those of rules.
use chrono::{DateTime, Utc};
use prost::Message;
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{AccountId, ItemId, RuleRunId},
};
use tandem_proto::{
    automation as pb,
    items::{Item, ItemSelection},
};
use tonic::Code;
use uuid::Uuid;

use super::{Asker, Macro, MacroRunId, record};
use crate::{
    engine::Engine,
    subject::{self, Touch},
};

/// Most items that are named one by one, and of one run.
const MOST_NAMED: usize = 500;
pub const MOST: usize = 1_000;
/// Most items of a user's that are not done.
const MOST_WAITING: i64 = 2_000;

/// The first of the items that are selected, as the caller sees them, each once; `most` of them, and one more where there are more.
///
/// # Errors
/// `Invalid` with the field; `Refused` `NOTHING_SELECTED`.
pub async fn selected(engine: &Engine, selection: &ItemSelection, most: usize) -> Result<Vec<Item>> {
    let items = match (selection.item_ids.is_empty(), selection.filter.trim().is_empty()) {
        (true, true) => {
            Err(Error::refused("NOTHING_SELECTED", "no items are selected: give item_ids or a filter"))
        }
        (false, false) => {
            Err(Error::invalid("selection.filter", "cannot be given together with selection.item_ids"))
        }
        (true, false) => matching(engine, &selection.filter, most).await,
        (false, true) if selection.item_ids.len() > MOST_NAMED => Err(Error::invalid(
            "selection.item_ids",
            format!("has {} ids; at most {MOST_NAMED}: give a filter", selection.item_ids.len()),
        )),
        (false, true) => named(engine, &selection.item_ids, most).await,
    }?;
    if items.is_empty() {
        return Err(Error::refused("NOTHING_SELECTED", "nothing that is selected is there"));
    }
    Ok(items)
}

async fn matching(engine: &Engine, filter: &str, most: usize) -> Result<Vec<Item>> {
    let (mut items, mut token) = (Vec::new(), String::new());
    while items.len() <= most {
        let page = engine.peers.items_page(filter, token).await?;
        items.extend(page.items);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    items.truncate(most + 1);
    Ok(items)
}

/// One that is gone meanwhile is none; one that was merged is what it became.
async fn named(engine: &Engine, ids: &[String], most: usize) -> Result<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    for id in ids {
        match engine.peers.item(id).await {
            Ok(item) if items.iter().all(|one| one.id != item.id) => items.push(item),
            Ok(_) => {}
            Err(Error::Peer(status)) if status.code() == Code::NotFound => {}
            Err(error) => return Err(error),
        }
        if items.len() > most {
            break;
        }
    }
    Ok(items)
}

/// Begins to run a macro. The same request gives the same run.
///
/// # Errors
/// `Invalid` with the field; `Refused` `MACRO_OFF`, `NOTHING_SELECTED`, `TOO_MANY_ITEMS`, `TOO_MANY_MACRO_RUNS`.
pub async fn begin(
    engine: &Engine,
    cause: &Cause,
    asker: &Asker,
    one: &Macro,
    (selection, request): (ItemSelection, Option<Uuid>),
) -> Result<pb::MacroRun> {
    if !asker.may_run(one) {
        return Err(Error::denied("it is run by those whom it is made for"));
    }
    let account = cause.account();
    let mut tx = engine.db.begin().await?;
    if let Some(earlier) = record::by_request(&mut tx, account, asker.user, request).await? {
        return record::shown(&mut tx, account, &earlier).await;
    }
    drop(tx);
    if !one.enabled {
        return Err(Error::refused("MACRO_OFF", format!("the macro {:?} is switched off", one.name)));
    }
    let items = selected(engine, &selection, MOST).await?;
    if items.len() > MOST {
        let why = format!("more than {MOST} items match: narrow the filter");
        return Err(Error::refused("TOO_MANY_ITEMS", why));
    }
    let now = engine.clock.now();
    let run = record::MacroRun {
        id: MacroRunId::new().uuid(),
        r#macro: one.id,
        name: one.name.clone(),
        actor: asker.user.uuid(),
        total: i32::try_from(items.len()).unwrap_or(i32::MAX),
        create_time: now,
        cancel_time: None,
        undo_time: None,
    };
    let mut tx = engine.db.begin().await?;
    if !insert(&mut tx, account, &run, request).await? {
        let earlier = record::by_request(&mut tx, account, asker.user, request).await?;
        let earlier = earlier.ok_or_else(|| Error::Unavailable("somebody else begins the same".into()))?;
        return record::shown(&mut tx, account, &earlier).await;
    }
    insert_items(&mut tx, account, &run, &items, plan(one)?).await?;
    room(&mut tx, account, asker).await?;
    let shown = record::shown(&mut tx, account, &run).await?;
    tx.commit().await?;
    engine.bell.notify_one();
    Ok(shown)
}

/// What each run of it does.
fn plan(one: &Macro) -> Result<Vec<u8>> {
    let definition = one.definition()?;
    let kinds = one.kinds.iter().map(|kind| i32::from(*kind)).collect();
    let (condition, actions) = (definition.condition, definition.actions);
    Ok(pb::Rule { kinds, condition, actions, ..pb::Rule::default() }.encode_to_vec())
}

/// False where the same request began one.
async fn insert(
    tx: &mut Tx,
    account: AccountId,
    run: &record::MacroRun,
    request: Option<Uuid>,
) -> Result<bool> {
    let made = sqlx::query!(
        "insert into automation.macro_run (account, id, macro, name, actor, total, request_id, create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint macro_run_request_unique do nothing",
        account.uuid(),
        run.id,
        run.r#macro,
        run.name,
        run.actor,
        run.total,
        request,
        run.create_time
    );
    Ok(made.execute(&mut **tx).await?.rows_affected() > 0)
}

async fn insert_items(
    tx: &mut Tx,
    account: AccountId,
    run: &record::MacroRun,
    items: &[Item],
    plan: Vec<u8>,
) -> Result<()> {
    let mut each = Vec::with_capacity(items.len());
    for item in items {
        let id: ItemId = item.id.parse()?;
        each.push(Each { run: RuleRunId::derived(run.id, &item.id).uuid(), item: id, undoes: None });
    }
    let uuids: Vec<Uuid> = each.iter().map(|one| one.item.uuid()).collect();
    let runs: Vec<Uuid> = each.iter().map(|one| one.run).collect();
    let numbers: Vec<i64> = items.iter().map(|item| item.number).collect();
    let titles: Vec<String> = items.iter().map(|item| item.title.clone()).collect();
    sqlx::query!(
        "insert into automation.macro_run_item (account, macro_run, position, item, number, title, run)
         select $1, $2, (nth - 1)::integer, item, number, title, run
           from unnest($3::uuid[], $4::bigint[], $5::text[], $6::uuid[]) with ordinality as given (item, number, title, run, nth)",
        account.uuid(),
        run.id,
        &uuids,
        &numbers,
        &titles,
        &runs
    )
    .execute(&mut **tx)
    .await?;
    start(tx, account, run, &each, Some(plan), run.create_time).await
}

/// A run that is to be carried out on an item.
pub struct Each {
    pub run: Uuid,
    pub item: ItemId,
    pub undoes: Option<Uuid>,
}

/// Gives the worker runs to carry out.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn start(
    tx: &mut Tx,
    account: AccountId,
    run: &record::MacroRun,
    each: &[Each],
    plan: Option<Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let ids: Vec<Uuid> = each.iter().map(|one| one.run).collect();
    let items: Vec<Uuid> = each.iter().map(|one| one.item.uuid()).collect();
    let undone: Vec<Option<Uuid>> = each.iter().map(|one| one.undoes).collect();
    sqlx::query!(
        "insert into automation.rule_run
                (account, id, rule, item, event_id, event_type, depth, create_time, outcome, plan, macro_run, undoes)
         select $1, id, $2, item, $3, '', 0, $4, 0, $5, $3, undoes
           from unnest($6::uuid[], $7::uuid[], $8::uuid[]) with ordinality as given (id, item, undoes, nth)
          order by nth
         on conflict on constraint rule_run_pkey do nothing",
        account.uuid(),
        run.r#macro,
        run.id,
        now,
        plan,
        &ids,
        &items,
        &undone as &[Option<Uuid>]
    )
    .execute(&mut **tx)
    .await?;
    let touches: Vec<(ItemId, Touch)> =
        each.iter().map(|one| (one.item, Touch { runs: 1, ..Touch::default() })).collect();
    subject::touch(tx, account, &touches, now).await?;
    Ok(())
}

async fn room(tx: &mut Tx, account: AccountId, asker: &Asker) -> Result<()> {
    let waiting = sqlx::query_scalar!(
        r#"select count(*) as "count!"
             from automation.macro_run m
             join automation.rule_run r on r.account = $1 and r.macro_run = m.id and r.outcome = 0
            where m.account = $1 and m.actor = $2"#,
        account.uuid(),
        asker.user.uuid()
    );
    let waiting = waiting.fetch_one(&mut **tx).await?;
    if waiting > MOST_WAITING {
        let why =
            format!("{waiting} items of yours would wait, more than {MOST_WAITING}: wait, or cancel a run");
        return Err(Error::refused("TOO_MANY_MACRO_RUNS", why));
    }
    Ok(())
}
