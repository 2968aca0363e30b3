//! What a macro would do, without doing it: which items it is meant for, what would change, and who would receive something.
use std::collections::HashSet;

use tandem_kit::{Cause, Error, Result, custom_field::value, id};
use tandem_proto::{
    automation::{
        self as pb,
        action::Action,
        preview_macro_response::{self as shown, Recipient},
    },
    conversations::Visibility,
    items::{ItemSelection, SlaPolicy},
};

use super::{
    Asker, Macro,
    begin::{self, MOST},
    offer::{self, Offer},
    undo,
};
use crate::{
    action::{Acting, gone},
    engine::Engine,
    run::Pending,
    template,
};

/// How many items are looked at.
const LOOKED_AT: usize = 50;

/// # Errors
/// `Invalid` with the field; `Refused` `NOTHING_SELECTED`.
pub async fn preview(
    engine: &Engine,
    cause: &Cause,
    asker: &Asker,
    one: &Macro,
    selection: &ItemSelection,
) -> Result<pb::PreviewMacroResponse> {
    let (account, peers) = (cause.account(), &engine.peers);
    let definition = one.definition()?;
    let kinds = one.kinds.iter().map(|kind| i32::from(*kind)).collect();
    let offer = Offer::new(kinds, definition.condition.as_ref(), &offer::catalogue(peers, account).await?)?;
    let scope = offer::scope(asker.user, &asker.teams, engine.clock.now());
    let (statuses, types) = (peers.statuses(account).await?, peers.types(account).await?);
    let users = peers.users(account).await?;
    let own = asker.user.to_string();
    let user = users.iter().find(|user| user.id == own);
    let items = begin::selected(engine, selection, MOST).await?;
    let irreversible = definition.actions.iter().any(undo::is_irreversible);
    let mut answer =
        pb::PreviewMacroResponse { total: count(items.len()), irreversible, ..Default::default() };
    let mut received: HashSet<String> = HashSet::new();
    for item in items.into_iter().take(LOOKED_AT) {
        let matches = offer.fits(&item, (&statuses, &types), &scope);
        let (item_id, item_number, item_title) = (item.id.clone(), item.number, item.title.clone());
        let mut told = shown::Item { item_id, item_number, item_title, matches, ..Default::default() };
        if matches {
            let run = Pending::default();
            let acting = Acting { db: &engine.db, peers, account, run: &run, user, n: 0, item };
            for action in &definition.actions {
                tell(&acting, action, &mut told).await?;
            }
            answer.matching += 1;
        }
        told.recipients.sort_by(|a, b| a.address.cmp(&b.address));
        told.recipients.dedup_by(|a, b| !a.address.is_empty() && a.address == b.address);
        received.extend(told.recipients.iter().map(|one| one.address.clone() + &one.person_id));
        answer.seen += 1;
        answer.items.push(told);
    }
    answer.recipient_count = count(received.len());
    Ok(answer)
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Adds to what is told of an item what one action would do to it.
async fn tell(acting: &Acting<'_>, action: &pb::Action, told: &mut shown::Item) -> Result<()> {
    let Some(what) = &action.action else { return Ok(()) };
    match what {
        Action::PostMessage(post) => {
            told.message_texts.push(template::plain(&acting.filled(post).await?));
            let all = acting.would_receive(post.visibility()).await?;
            told.recipients.extend(all.into_iter().filter(|one| !one.left_out).map(|one| Recipient {
                person_id: one.person_id,
                name: one.name,
                address: one.address,
            }));
        }
        Action::SendEmail(mail) => {
            let to = acting.recipients(&mail.to).await?;
            told.recipients.extend(to.into_iter().map(|one| Recipient {
                person_id: String::new(),
                name: one.name,
                address: one.address,
            }));
        }
        Action::SendSurvey(_) if !acting.item.automatic => {
            let all = acting.requesters().await?;
            told.recipients.extend(all.into_iter().map(|person| Recipient {
                person_id: person.id,
                name: person.name,
                address: person.email,
            }));
        }
        _ => {}
    }
    told.lines.push(line(acting, what).await?);
    Ok(())
}

async fn line(acting: &Acting<'_>, action: &Action) -> Result<String> {
    let item = &acting.item;
    Ok(match action {
        Action::Assign(to) => format!("assign {}", names(acting, &to.ids).await?),
        Action::AssignRoundRobin(_) => "assign whoever's turn it is".into(),
        Action::SetStatus(to) => status(acting, &to.status).await?,
        Action::SetPriority(to) if item.priority == to.priority => {
            format!("the priority is {} already", to.priority)
        }
        Action::SetPriority(to) => format!("set the priority to {}", to.priority),
        Action::AddTags(add) => format!("add the tags {}", add.tags.join(", ")),
        Action::RemoveTags(remove) => format!("remove the tags {}", remove.tags.join(", ")),
        Action::SetSla(to) => {
            let policies = acting.peers.sla_policies(acting.account).await?;
            let named = |p: &&SlaPolicy| match to.sla_policy_id.as_str() {
                "" => p.sample && !p.removed,
                id => p.id == id,
            };
            match policies.iter().find(named) {
                None => "the SLA policy is gone: it cannot be set".to_owned(),
                Some(gone) if gone.removed => format!("the SLA policy stays: {} was removed", gone.name),
                Some(policy) => format!("set the SLA policy {}", policy.name),
            }
        }
        Action::OrganizationProject(_) if item.organization_id.is_empty() => {
            "in no project: the requester has no organization".into()
        }
        Action::OrganizationProject(_) => "move to the organization's project".into(),
        Action::MoveToProject(to) => project(acting, &to.project_id).await?,
        Action::SetField(to) => field(acting, to).await?,
        Action::PostMessage(post) if post.visibility() == Visibility::Customer => {
            "write to the customer".into()
        }
        Action::PostMessage(_) => "write an internal message".into(),
        Action::SendEmail(_) => "send a mail".into(),
        Action::SendSurvey(_) if item.automatic => "no survey: a machine opened the item".into(),
        Action::SendSurvey(_) => "send the survey".into(),
        Action::Publish(_) if item.published => "it is on the portal already".into(),
        Action::Publish(_) => "publish on the portal".into(),
    })
}

async fn field(acting: &Acting<'_>, to: &pb::action::SetField) -> Result<String> {
    let fields = acting.peers.custom_fields(acting.account).await?;
    let Some(own) = fields.iter().find(|field| field.key == to.key) else {
        return Ok(format!("there is no custom field {} any more: it cannot be set", to.key));
    };
    let (has, name) = (acting.item.fields.get(&to.key), &own.name);
    let wanted = to.value.clone().unwrap_or_default();
    let (given, why) = gone::settable(own, &wanted, has);
    let Some(given) = given else { return Ok(format!("{name} stays: {why}")) };
    let given = value::from_wire(&given);
    let text = value::as_text(Some(own), &given);
    Ok(match text.as_str() {
        _ if has.map(value::from_wire).unwrap_or_default() == given => format!("{name} is that already"),
        "" => format!("empty {name}"),
        text if why.is_empty() => format!("set {name} to {text}"),
        text => format!("set {name} to {text}: {why}"),
    })
}

async fn names(acting: &Acting<'_>, ids: &[String]) -> Result<String> {
    let users = acting.peers.users(acting.account).await?;
    let teams = acting.peers.all_teams(acting.account).await?;
    let name = |id: &String| {
        let user = users.iter().find(|user| user.id == *id).map(|user| user.name.clone());
        let team = || teams.iter().find(|team| team.id == *id).map(|team| team.name.clone());
        user.or_else(team).unwrap_or_else(|| "somebody who is gone".into())
    };
    Ok(ids.iter().map(name).collect::<Vec<_>>().join(", "))
}

async fn status(acting: &Acting<'_>, wanted: &str) -> Result<String> {
    let item = &acting.item;
    let statuses = acting.peers.statuses(acting.account).await?;
    let found = statuses.iter().find(|s| s.id == wanted || (s.key == wanted && s.kind == item.kind));
    let Some(status) = found else { return Ok("the status stays: there is no such for it".into()) };
    let types = acting.peers.types(acting.account).await?;
    let own = types.iter().find(|t| t.id == item.type_id);
    let lacks = own.filter(|t| !t.status_ids.is_empty() && !t.status_ids.contains(&status.id));
    Ok(match lacks {
        _ if item.status_id == status.id => format!("the status is {} already", status.name),
        _ if status.retired => format!("the status stays: {} is retired", status.name),
        Some(own) => format!("the status stays: {} has no {}", own.name, status.name),
        None => format!("set the status to {}", status.name),
    })
}

async fn project(acting: &Acting<'_>, id: &str) -> Result<String> {
    if id::split(id).is_none() {
        return Ok("the project is gone".into());
    }
    match acting.peers.project(id).await {
        Ok(project) => Ok(format!("move to the project {}", project.name)),
        Err(Error::Peer(_)) => Ok("fails: you may not see the project".into()),
        Err(error) => Err(error),
    }
}
