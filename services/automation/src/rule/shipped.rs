//! The rules that an account starts with.
use tandem_kit::{Cause, Db, Emit, Result, condition, id::RuleId};
use tandem_proto::{
    automation::{
        self as pb, RuleChanged,
        action::{
            Action, AssignRoundRobin, OrganizationProject, PostMessage, Publish, SendEmail, SendSurvey,
            SetSla, SetStatus,
        },
        trigger::On,
    },
    conversations::Visibility,
};

use crate::wire::Definition;

const TICKETS: &[i16] = &[1];
const TASKS: &[i16] = &[2];
const ITEMS: &[i16] = &[1, 2];
const WEEK_SECONDS: i64 = 7 * 86_400;

/// A rule that ships. Its code is `A` and its place in [`all`].
pub struct Shipped {
    pub name: &'static str,
    pub enabled: bool,
    pub kinds: &'static [i16],
    pub definition: Definition,
}

/// In the order in which they run. A code never changes, so new ones go to the end.
#[must_use]
pub fn all() -> Vec<Shipped> {
    let mut all = for_new_items();
    all.extend(for_what_follows());
    all
}

/// A01 to A05.
fn for_new_items() -> Vec<Shipped> {
    let created = |filter: &str, action: Action| when(On::ItemCreated, filter, action);
    let round_robin = created("NOT assignee:*", Action::AssignRoundRobin(AssignRoundRobin::default()));
    let answer = created("automatic = false AND requester:*", reply(RECEIVED));
    let promise = created("NOT sla:*", Action::SetSla(SetSla::default()));
    let project = Action::OrganizationProject(OrganizationProject {});
    let project = created("organization:* AND NOT project:*", project);
    let publish = created("published = false", Action::Publish(Publish {}));
    vec![
        on("Assign new tickets round robin", TICKETS, round_robin),
        on("Auto-reply to new tickets", TICKETS, answer),
        on("Assign new tickets to Sample SLA", TICKETS, promise),
        on("Put new items in the project of the customer's organization", ITEMS, project),
        on("Publish new tickets on the portal", TICKETS, publish),
    ]
}

/// A06 to A12.
fn for_what_follows() -> Vec<Shipped> {
    // A word of thanks to a finished ticket leaves it finished.
    let to_customer = when(On::UserReplied, "status.state != FINISHED", status("pending_customer"));
    // An answer opens a resolved ticket again; a closed one stays closed.
    let to_agent = when(On::CustomerReplied, "status != closed", status("pending_agent"));
    let survey = when(On::Finished, "", Action::SendSurvey(SendSurvey {}));
    // Resolved, not closed: a late answer finds an open door.
    let silence = when(On::Inactive, "status = pending_customer", status("resolved"));
    let task = when(On::StatusChanged, "requester:*", reply(TASK_STATUS));
    let ticket = when(On::StatusChanged, "requester:*", mail("requester", STATUS_SUBJECT, TICKET_STATUS));
    let news = when(On::ItemCreated, "", mail("admins", NEW_SUBJECT, NEW));
    vec![
        on("Change pending status when a user replies", TICKETS, to_customer),
        on("Change pending status when the customer replies", TICKETS, to_agent),
        on("Send the satisfaction survey when a ticket is finished", TICKETS, survey),
        on("Close inactive tickets that are pending customer", TICKETS, silence),
        on("Tell the customer when the status of a task changes", TASKS, task),
        off("E-mail the requester when the status of a ticket changes", TICKETS, ticket),
        off("E-mail the administrators about new items", ITEMS, news),
    ]
}

const RECEIVED: &str = "<p>{{ requester.greeting }},</p><p>thank you for your request {{ item.name }}. We will answer as soon as we can.</p><p>{{ account.name }}</p>";
const TASK_STATUS: &str = "<p>{{ requester.greeting }},</p><p>your request {{ item.name }} has moved on: it is now {{ item.status }}.</p><p>{{ account.name }}</p>";
const STATUS_SUBJECT: &str = "Your request {{ item.number }} is now {{ item.status }}";
const TICKET_STATUS: &str = "<p>{{ requester.greeting }},</p><p>the status of your request {{ item.name }} is now {{ item.status }}.</p><p>{{ account.name }}</p>";
const NEW_SUBJECT: &str = "New: {{ item.number }} {{ item.title }}";
const NEW: &str = "<p>{{ requester.name }} asked: {{ item.number }} {{ item.title }}.</p>";

fn on(name: &'static str, kinds: &'static [i16], definition: Definition) -> Shipped {
    Shipped { name, enabled: true, kinds, definition }
}

fn off(name: &'static str, kinds: &'static [i16], definition: Definition) -> Shipped {
    Shipped { name, enabled: false, kinds, definition }
}

fn when(on: On, filter: &str, action: Action) -> Definition {
    let after = (on == On::Inactive).then_some(prost_types::Duration { seconds: WEEK_SECONDS, nanos: 0 });
    Definition {
        triggers: vec![pb::Trigger { on: on.into(), after, ..pb::Trigger::default() }],
        condition: (!filter.is_empty()).then(|| condition::parse(filter).ok()).flatten(),
        actions: vec![pb::Action { action: Some(action) }],
    }
}

fn status(key: &str) -> Action {
    Action::SetStatus(SetStatus { status: key.into() })
}

fn reply(body: &str) -> Action {
    Action::PostMessage(PostMessage { visibility: Visibility::Customer.into(), body_html: body.into() })
}

fn mail(to: &str, subject: &str, body: &str) -> Action {
    Action::SendEmail(SendEmail { to: vec![to.into()], subject: subject.into(), body_html: body.into() })
}

/// Makes them for an account that has not had them, once: one that was changed or deleted since stays so. An item may come before
/// the news of its account, so whoever needs the rules first makes them. Announces `RuleChanged` for each.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn ensure(db: &Db, cause: &Cause) -> Result<()> {
    let (account, rules) = (cause.account(), all());
    let mut tx = db.begin().await?;
    let made = sqlx::query_scalar!(
        "insert into automation.book (account, version, next_code) values ($1, 1, $2)
         on conflict on constraint book_pkey do nothing
         returning version",
        account.uuid(),
        i32::try_from(rules.len()).unwrap_or(0) + 1
    );
    if made.fetch_optional(&mut *tx).await?.is_none() {
        return Ok(());
    }
    for (number, rule) in (1..).zip(rules) {
        let code = format!("A{number:02}");
        let id = RuleId::derived(account.uuid(), &code);
        sqlx::query!(
            "insert into automation.rule (account, id, code, name, enabled, kinds, definition, position, shipped, create_time, update_time)
             values ($1, $2, $3, $4, $5, $6, $7, $8, true, $9, $9)",
            account.uuid(),
            id.uuid(),
            code,
            rule.name,
            rule.enabled,
            rule.kinds,
            rule.definition.json()?,
            number * 10,
            db.now()
        )
        .execute(&mut *tx)
        .await?;
        tx.emit(cause, Emit::new(&RuleChanged { rule_id: id.to_string() }).about(id).revision(1));
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_of_a_shipped_rule_is_one() {
        let always = [
            "Send the satisfaction survey when a ticket is finished",
            "E-mail the administrators about new items",
        ];
        for rule in all() {
            assert_eq!(rule.definition.condition.is_none(), always.contains(&rule.name), "{}", rule.name);
        }
    }

    #[test]
    fn mails_that_would_double_or_flood_are_off() {
        let off: Vec<_> = all().into_iter().filter(|rule| !rule.enabled).map(|rule| rule.name).collect();
        assert_eq!(
            off,
            [
                "E-mail the requester when the status of a ticket changes",
                "E-mail the administrators about new items"
            ]
        );
    }
}
