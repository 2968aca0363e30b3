//! Rows become items: looked at together, written in one transaction with the count of them.
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
};

use tandem_kit::{Emit, Error, OnConstraint, Result, Tx};
use tandem_proto::items as pb;

use super::{
    Import,
    dates::Order,
    draft::{Draft, Reading},
    errors::Mistake,
    lease::{self, Done},
    looked_up::LookedUp,
    read::Row,
};
use crate::{
    Env, error,
    field::values,
    item::{Item, Scene, about, change, scene, several},
    people::Requesters,
    preference::Preferences,
    wire,
};

/// What goes through an import from its beginning to its end.
pub struct Going {
    pub known: LookedUp,
    /// The field of each column.
    pub fields: Vec<String>,
    pub dates: Order,
    pub preferences: Preferences,
    /// The external ids that were seen: of two rows with the same one, the second is a mistake.
    pub seen: Seen,
}

/// What was seen of a file, as hashes: nine bytes of memory for each row, so some 40 MB for the two million that a file may have. That two
/// ids of one file hash alike happens in one such file of ten million, and then refuses a row.
#[derive(Default)]
pub struct Seen {
    hashes: HashSet<u64>,
    keys: RandomState,
}

impl Seen {
    /// False for what was seen before.
    pub fn insert(&mut self, key: &str) -> bool {
        self.hashes.insert(self.keys.hash_one(key))
    }
}

/// What is to be done with drafts.
#[derive(Default)]
struct Plan {
    new: Vec<Item>,
    changed: Vec<(Item, Item)>,
    done: Done,
}

impl Going {
    /// The drafts of rows, and what is wrong with the others.
    fn drafts(&mut self, rows: &[Row], scene: &Scene, done: &mut Done) -> Vec<Draft> {
        let reading = Reading {
            fields: &self.fields,
            words: &scene.words,
            known: &self.known,
            now: scene.now,
            dates: self.dates,
        };
        let mut drafts = Vec::with_capacity(rows.len());
        for row in rows {
            done.rows += 1;
            match Draft::read(row, &reading) {
                Ok(draft) => {
                    let twice = draft.external_id.as_ref().filter(|id| !self.seen.insert(id));
                    if let Some(id) = twice {
                        let problem = format!("{id:?} is a row above already");
                        done.refuse(Mistake::new(row.number, "external_id", problem));
                    } else {
                        drafts.push(draft);
                    }
                }
                Err(problems) => {
                    done.failed += 1;
                    done.problems.extend(problems);
                }
            }
        }
        drafts
    }

    /// Looks at rows that were done before, so that those after them are known to repeat them.
    pub fn pass(&mut self, rows: &[Row]) {
        let Some(at) = self.fields.iter().position(|field| field == "external_id") else { return };
        let ids = rows.iter().filter(|row| row.problem.is_none()).filter_map(|row| row.cells.get(at));
        for id in ids.map(|id| id.trim()).filter(|id| !id.is_empty()) {
            self.seen.insert(id);
        }
    }
}

impl Done {
    /// One row is not taken.
    pub fn refuse(&mut self, problem: Mistake) {
        self.failed += 1;
        self.problems.push(problem);
    }
}

/// Does some rows; false where the import is not ours any more.
///
/// # Errors
/// Where the database or directory is away; then none of them was done.
pub async fn write(env: &Env, import: &Import, going: &mut Going, rows: &[Row]) -> Result<bool> {
    let mut scene = Scene::of(env, &import.cause()).await?;
    scene.quiet = !import.run_rules;
    scene.by.event = super::ImportId::from(import.id).to_string();
    let mut done = Done::default();
    let drafts = going.drafts(rows, &scene, &mut done);
    put(env, import, going, (&scene, drafts), done).await
}

async fn put(
    env: &Env,
    import: &Import,
    going: &mut Going,
    (scene, drafts): (&Scene, Vec<Draft>),
    done: Done,
) -> Result<bool> {
    let wanted = drafts.iter().filter_map(|draft| draft.requester.clone()).collect();
    going.known.look_for(env, &scene.cause, wanted, import.dry_run).await?;
    let ids: Vec<String> = drafts.iter().filter_map(|draft| draft.external_id.clone()).collect();
    if import.dry_run {
        let there = several::by_external(env.db.pool(), import.account, &ids).await?;
        let plan = plan(drafts, &there, going, scene, done);
        let mut tx = env.db.begin().await?;
        let held = lease::hold(env, &mut tx, import).await?;
        if held {
            lease::count(&mut tx, import, &plan.done).await?;
            tx.commit().await?;
        }
        return Ok(held);
    }
    let mut tx = env.db.begin().await?;
    if !lease::hold(env, &mut tx, import).await? {
        return Ok(false);
    }
    let there = several::lock_external(&mut tx, import.account, &ids).await?;
    let mut plan = plan(drafts, &there, going, scene, done);
    make(&mut tx, scene, &mut plan.new).await?;
    for (before, after) in plan.changed {
        scene::write(&mut tx, scene, &before, after, Vec::new()).await?;
    }
    lease::count(&mut tx, import, &plan.done).await?;
    tx.commit().await?;
    Ok(true)
}

/// What each draft comes to, given what is there.
fn plan(drafts: Vec<Draft>, there: &[Item], going: &Going, scene: &Scene, done: Done) -> Plan {
    let mut plan = Plan { done, ..Plan::default() };
    let there: HashMap<&str, &Item> =
        there.iter().filter_map(|item| Some((item.external_id.as_deref()?, item))).collect();
    for draft in drafts {
        let found = draft.requester.as_ref().map(|wanted| going.known.person(wanted)).transpose();
        let found = found.map_err(|problem| Mistake::new(draft.row, "requester", problem));
        let before = draft.external_id.as_deref().and_then(|id| there.get(id).copied());
        let decided = found.and_then(|requesters| {
            if let Some(before) = before {
                let after = change_of(&draft, before, requesters, scene)?;
                check_percent(&draft, before, after.as_ref(), going.preferences)?;
                return Ok(after.map(|after| (Some(before), after)));
            }
            let caller = &scene.cause.caller;
            let made = draft.make(caller, &scene.words, requesters.unwrap_or_default(), scene.now)?;
            Ok(Some((None, made)))
        });
        match decided {
            Ok(Some((Some(before), after))) => {
                plan.done.updated += 1;
                plan.changed.push((before.clone(), after));
            }
            Ok(Some((None, item))) => {
                plan.done.created += 1;
                plan.new.push(item);
            }
            Ok(None) => plan.done.unchanged += 1,
            Err(problem) => plan.done.refuse(problem),
        }
    }
    plan
}

/// The item after a row; none where that changes nothing.
fn change_of(
    draft: &Draft,
    before: &Item,
    requesters: Option<Requesters>,
    scene: &Scene,
) -> Result<Option<Item>, Mistake> {
    // A dry run knows nobody yet who would be made.
    let requesters = requesters.filter(|found| !found.ids.is_empty());
    let after = draft.change(before, &scene.words, requesters, scene.now)?;
    let same = change::differences(before, &after).is_empty()
        && values::differences(&before.fields, &after.fields).is_empty();
    Ok((!same).then_some(after))
}

/// What subtasks add up to is not said of their parent.
fn check_percent(
    draft: &Draft,
    before: &Item,
    after: Option<&Item>,
    preferences: Preferences,
) -> Result<(), Mistake> {
    let said = after.is_some_and(|after| after.percent_complete != before.percent_complete);
    if said && before.child_count > 0 && preferences.roll_up_percent {
        return Err(draft.problem("percent_complete", error::rolled_up(before.child_count)));
    }
    Ok(())
}

async fn make(tx: &mut Tx, scene: &Scene, new: &mut [Item]) -> Result<()> {
    several::insert(tx, new, &scene.by)
        .await
        .on_constraint("item_project_fkey", || error::no_project("project"))
        // Somebody else made it in this moment: the next try finds it there.
        .on_constraint("item_external_id", || {
            Error::Unavailable("an item of the same external id was made meanwhile".into())
        })?;
    for item in new {
        let created = pb::ItemCreated { item: Some(wire::item(item)), quiet: scene.quiet };
        tx.emit(&scene.cause, about(item, Emit::new(&created)));
    }
    Ok(())
}
