//! What a rule or a macro does to an item, through the peers. Doing it again changes nothing: each call carries an id that follows
//! from the run and the action's place in it.
pub mod gone;
mod user;

use std::collections::BTreeMap;

use tandem_kit::{
    Db, Error, Result,
    custom_field::value,
    html,
    id::{self, AccountId, StatusId, UserId},
};
use tandem_proto::{
    automation::{self as pb, action::Action},
    conversations::{Address, Notice, PostAsBotRequest, SendMailRequest, Visibility},
    directory::{Person, User, user::Role},
    items::{CustomField, Item, Kind, item::Source},
};
use tonic::Code;
use uuid::Uuid;

use crate::{
    peers::Peers,
    run::{self, Pending},
    template::{self, ItemValues, Values},
};

/// How often an item is read again that somebody else changed meanwhile.
const TRIES: usize = 3;
/// The most recipients of one mail action.
const MOST_RECIPIENTS: usize = 100;

const SURVEY: &str = "<p>{{ requester.greeting }},</p><p>how satisfied are you with our answer to your request {{ item.name }}?</p>";
const SURVEY_SUBJECT: &str = "How did we do? {{ item.title }} [#{{ item.number }}]";

/// Who reads a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    Users,
    /// Customers, or addresses that a rule names.
    Anybody,
}

/// Whether nothing proves who wrote the item.
fn is_unverified(item: &Item) -> bool {
    item.source() == Source::WebForm
}

/// What a round robin says of an item that somebody took meanwhile.
const TAKEN: &str = "assigned nobody: somebody has it already";

/// Whether the item changed since it was read.
fn is_stale(error: &Error) -> bool {
    matches!(error, Error::Peer(status) if status.code() == Code::Aborted)
}

/// A rule or a macro at work on an item.
pub struct Acting<'a> {
    pub db: &'a Db,
    pub peers: &'a Peers,
    pub account: AccountId,
    pub run: &'a Pending,
    /// Whoever runs a macro.
    pub user: Option<&'a User>,
    /// The place of the action in its rule.
    pub n: i16,
    /// As it is now.
    pub item: Item,
}

impl Acting<'_> {
    /// Performs an action and says what was done, in a line.
    ///
    /// # Errors
    /// As the peers answer; `Refused` where the action cannot be performed.
    pub async fn perform(&mut self, action: &pb::Action) -> Result<String> {
        match action.action.as_ref() {
            Some(Action::Assign(to)) => self.assign(to.ids.clone()).await,
            Some(Action::AssignRoundRobin(among)) => self.assign_next(&among.ids).await,
            Some(Action::SetStatus(to)) => self.set_status(&to.status).await,
            Some(Action::SetPriority(to)) => {
                self.set("priority", |item| item.priority = to.priority).await?;
                Ok(format!("set the priority to {}", to.priority))
            }
            Some(Action::AddTags(add)) => self.change_tags(&add.tags, &[]).await,
            Some(Action::RemoveTags(remove)) => self.change_tags(&[], &remove.tags).await,
            Some(Action::SetSla(to)) => self.set_sla(&to.sla_policy_id).await,
            Some(Action::OrganizationProject(_)) => self.put_in_organization_project().await,
            Some(Action::MoveToProject(to)) => {
                self.set("project_id", |item| item.project_id.clone_from(&to.project_id)).await?;
                Ok("moved to the project".into())
            }
            Some(Action::PostMessage(post)) => self.post(post).await,
            Some(Action::SendEmail(mail)) => self.send(mail).await,
            Some(Action::SendSurvey(_)) => self.ask_how_it_was().await,
            Some(Action::Publish(_)) => {
                self.set("published", |item| item.published = true).await?;
                Ok("published on the portal".into())
            }
            Some(Action::SetField(to)) => self.set_field(to).await,
            None => Ok("nothing to do".into()),
        }
    }

    /// Sets a custom field, or empties it.
    async fn set_field(&mut self, to: &pb::action::SetField) -> Result<String> {
        let fields = self.peers.custom_fields(self.account).await?;
        let Some(own) = fields.iter().find(|field| field.key == to.key) else {
            return Err(Error::refused("NO_FIELD", format!("items have no custom field {:?}", to.key)));
        };
        let name = &own.name;
        let wanted = to.value.clone().unwrap_or_default();
        let (given, why) = gone::settable(own, &wanted, self.item.fields.get(&to.key));
        let Some(given) = given else { return Ok(format!("left {name}: {why}")) };
        let text = value::as_text(Some(own), &value::from_wire(&given));
        let (path, values) = (format!("fields.{}", to.key), [(to.key.clone(), given)].into());
        self.set(&path, |item| item.fields = values).await?;
        Ok(match text.as_str() {
            "" => format!("emptied {name}"),
            text if why.is_empty() => format!("set {name} to {text}"),
            text => format!("set {name} to {text}: {why}"),
        })
    }

    /// The id of a request: the same however often it is made.
    fn request_id(&self, part: &str) -> String {
        Uuid::new_v5(&self.run.id, format!("{}/{part}", self.n).as_bytes()).to_string()
    }

    /// Sets one field whatever it was.
    async fn set(&mut self, field: &str, set: impl FnOnce(&mut Item)) -> Result<()> {
        let mut changed = Item { id: self.item.id.clone(), ..Item::default() };
        set(&mut changed);
        self.item = self.peers.update_item(changed, field, self.request_id(field)).await?;
        Ok(())
    }

    async fn assign(&mut self, ids: Vec<String>) -> Result<String> {
        let line = format!("assigned {}", ids.len());
        self.set("assignee_ids", |item| item.assignee_ids = ids).await?;
        Ok(line)
    }

    /// Assigns the next of those who may. An item that nobody had when the rule was decided, and that somebody has now, is left
    /// to them.
    async fn assign_next(&mut self, among: &[String]) -> Result<String> {
        let again = self.run.chosen_for == Some(self.n);
        if self.run.unassigned && !self.item.assignee_ids.is_empty() && !again {
            return Ok(TAKEN.into());
        }
        let users = self.peers.users(self.account).await?;
        let mut members = Vec::new();
        for id in among {
            match id::split(id) {
                Some(("team", _)) => {
                    members.extend(self.peers.team(self.account, id).await?.user_ids.clone());
                }
                _ => members.push(id.clone()),
            }
        }
        let among_all = among.is_empty();
        let enabled = users.iter().filter(|user| !user.disabled && (among_all || members.contains(&user.id)));
        let mut candidates: Vec<Uuid> =
            enabled.filter_map(|user| id::split(&user.id).map(|(_, id)| id)).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let Some(next) = run::take_turn(self.db, self.account, self.run, self.n, &candidates).await? else {
            return Ok("assigned nobody: there is no user who could be".into());
        };
        let next = UserId::from(next).to_string();
        let name =
            users.iter().find(|user| user.id == next).map_or_else(|| next.clone(), |user| user.name.clone());
        let assigned = if self.run.unassigned {
            self.assign_if_nobody_has_it(next).await?
        } else {
            self.set("assignee_ids", |item| item.assignee_ids = vec![next]).await?;
            true
        };
        Ok(if assigned { format!("assigned {name}, whose turn it was") } else { TAKEN.into() })
    }

    /// Assigns an item that nobody has, decided where it is written: what was read of it here may be old. False: somebody has it.
    async fn assign_if_nobody_has_it(&mut self, user: String) -> Result<bool> {
        for tried in 1.. {
            if !self.item.assignee_ids.is_empty() {
                break;
            }
            let (id, revision) = (self.item.id.clone(), self.item.revision);
            let changed = Item { id, revision, assignee_ids: vec![user.clone()], ..Item::default() };
            match self.peers.update_item(changed, "assignee_ids", self.request_id("assignee_ids")).await {
                Ok(item) => self.item = item,
                Err(error) if is_stale(&error) && tried < TRIES => {
                    self.item = self.peers.item(&self.item.id).await?;
                }
                // So much happens to the item that it is best left alone for a moment.
                Err(error) if is_stale(&error) => return Err(Error::Unavailable(error.to_string())),
                Err(error) => return Err(error),
            }
        }
        Ok(self.item.assignee_ids == [user])
    }

    /// Sets the status, unless somebody changed the one that the condition saw: items decides, what was read of it here may be old.
    async fn set_status(&mut self, wanted: &str) -> Result<String> {
        let statuses = self.peers.statuses(self.account).await?;
        let status =
            statuses.iter().find(|s| s.id == wanted || (s.key == wanted && s.kind == self.item.kind));
        let Some(status) = status.cloned() else {
            let kind = if self.item.kind() == Kind::Task { "tasks" } else { "tickets" };
            return Err(Error::refused("NO_STATUS", format!("{kind} have no status {wanted:?}")));
        };
        if self.item.status_id == status.id {
            return Ok(format!("the status was {} already", status.name));
        }
        if status.retired {
            return Ok(format!("left the status: {} is retired", status.name));
        }
        let types = self.peers.types(self.account).await?;
        let own = types.iter().find(|t| t.id == self.item.type_id);
        if let Some(own) = own.filter(|t| !t.status_ids.is_empty() && !t.status_ids.contains(&status.id)) {
            return Ok(format!("left the status: {} has no {}", own.name, status.name));
        }
        let changed = Item { id: self.item.id.clone(), status_id: status.id.clone(), ..Item::default() };
        let seen = self.run.seen_status.map(|id| StatusId::from(id).to_string()).unwrap_or_default();
        self.item = self.peers.set_status(changed, seen, self.request_id("status_id")).await?;
        Ok(if self.item.status_id == status.id {
            format!("set the status to {}", status.name)
        } else {
            "left the status: somebody changed it meanwhile".into()
        })
    }

    /// Tags are changed, not replaced: what others add meanwhile stays.
    async fn change_tags(&mut self, add: &[String], remove: &[String]) -> Result<String> {
        for tried in 1.. {
            let mut tags = self.item.tags.clone();
            tags.retain(|tag| !remove.contains(tag));
            tags.extend(add.iter().filter(|tag| !self.item.tags.contains(tag)).cloned());
            if tags == self.item.tags {
                return Ok("the tags were so already".into());
            }
            let changed =
                Item { id: self.item.id.clone(), revision: self.item.revision, tags, ..Item::default() };
            match self.peers.update_item(changed, "tags", self.request_id("tags")).await {
                Ok(item) => {
                    self.item = item;
                    break;
                }
                Err(error) if is_stale(&error) && tried < TRIES => {
                    self.item = self.peers.item(&self.item.id).await?;
                }
                Err(error) => return Err(error),
            }
        }
        let signed =
            add.iter().map(|tag| format!("+{tag}")).chain(remove.iter().map(|tag| format!("-{tag}")));
        Ok(format!("tags {}", signed.collect::<Vec<_>>().join(" ")))
    }

    async fn set_sla(&mut self, id: &str) -> Result<String> {
        let policies = self.peers.sla_policies(self.account).await?;
        let Some(policy) = policies
            .iter()
            .find(|p| if id.is_empty() { p.sample && !p.removed } else { p.id == id })
            .cloned()
        else {
            return Err(Error::refused("NO_SLA_POLICY", format!("there is no SLA policy {id:?}")));
        };
        if policy.removed && self.item.sla_policy_id != policy.id {
            return Ok(format!("left the SLA policy: {} was removed", policy.name));
        }
        self.set("sla_policy_id", |item| item.sla_policy_id = policy.id).await?;
        Ok(format!("set the SLA policy {}", policy.name))
    }

    async fn put_in_organization_project(&mut self) -> Result<String> {
        if self.item.organization_id.is_empty() {
            return Ok("in no project: the requester has no organization".into());
        }
        let project = self.peers.organization_project(&self.item.organization_id).await?;
        self.set("project_id", |item| item.project_id = project.id).await?;
        Ok(format!("moved to the project {}", project.name))
    }

    async fn post(&self, post: &pb::action::PostMessage) -> Result<String> {
        if self.user.is_some() {
            return self.post_as_user(post).await;
        }
        if post.visibility() == Visibility::Customer && self.item.automatic {
            return Ok("not posted: a machine opened the item, and machines are not answered".into());
        }
        let readers =
            if post.visibility() == Visibility::Customer { Readers::Anybody } else { Readers::Users };
        let body_html = template::html(&post.body_html, &self.values(readers).await?)?;
        let (item_id, request_id) = (self.item.id.clone(), self.request_id("post"));
        let visibility = post.visibility().into();
        self.peers.post_as_bot(PostAsBotRequest { item_id, visibility, body_html, request_id }).await?;
        Ok(if post.visibility() == Visibility::Customer {
            "posted to the customer"
        } else {
            "posted an internal message"
        }
        .into())
    }

    /// Asks every requester for themselves, by mail alone: who holds a survey's link answers it.
    async fn ask_how_it_was(&self) -> Result<String> {
        if self.item.automatic {
            return Ok("no survey: a machine opened the item".into());
        }
        let people = self.requesters().await?;
        let mut asked = 0;
        for person in &people {
            let (item, request) = (self.item.id.clone(), self.request_id(&format!("survey/{}", person.id)));
            let url = self.peers.survey(item, person.id.clone(), request).await?;
            if !url.is_empty() {
                self.send_survey(person, &url).await?;
                asked += 1;
            }
        }
        Ok(match asked {
            0 => "no survey: there is nobody to ask".into(),
            1 => "sent the survey".into(),
            more => format!("sent the survey to {more} requesters"),
        })
    }

    async fn send_survey(&self, person: &Person, url: &str) -> Result<()> {
        let mut values = self.values(Readers::Anybody).await?;
        if !is_unverified(&self.item) {
            values.requester = Some(person.name.clone());
        }
        let (link, text) = (html::attribute(url), template::html(SURVEY, &values)?);
        let html = format!("{text}<p>Tell us in one click: <a href=\"{link}\">{link}</a></p>");
        let request = SendMailRequest {
            to: Some(Address { name: person.name.clone(), address: person.email.clone() }),
            subject: template::line(SURVEY_SUBJECT, &values)?,
            text: template::plain(&html),
            html,
            request_id: self.request_id(&format!("survey mail/{}", person.id)),
            conversation_id: String::new(),
            thread: self.item.id.clone(),
            notice: Notice::Survey.into(),
            confidential: false,
        };
        self.peers.send_mail(request).await
    }

    async fn send(&self, mail: &pb::action::SendEmail) -> Result<String> {
        let to = self.recipients(&mail.to).await?;
        if to.is_empty() {
            return Ok("mailed nobody: there is no address".into());
        }
        let to_users = mail.to.iter().all(|to| matches!(to.as_str(), "assignees" | "admins"));
        let values = self.values(if to_users { Readers::Users } else { Readers::Anybody }).await?;
        let (subject, html) =
            (template::line(&mail.subject, &values)?, template::html(&mail.body_html, &values)?);
        let text = template::plain(&html);
        for address in &to {
            let request = SendMailRequest {
                to: Some(address.clone()),
                subject: subject.clone(),
                text: text.clone(),
                html: html.clone(),
                request_id: self.request_id(&address.address),
                conversation_id: String::new(),
                thread: self.item.id.clone(),
                notice: Notice::Automatic.into(),
                confidential: false,
            };
            self.peers.send_mail(request).await?;
        }
        Ok(format!(
            "mailed {}",
            if to.len() == 1 { "one address".into() } else { format!("{} addresses", to.len()) }
        ))
    }

    /// Whom a mail goes to, each address once.
    pub async fn recipients(&self, to: &[String]) -> Result<Vec<Address>> {
        let mut people: Vec<Person> = Vec::new();
        for one in to {
            match one.as_str() {
                // Machines are not answered.
                "requester" if self.item.automatic => {}
                "requester" => people.extend(
                    self.peers.people(self.item.requester_ids.first().cloned().into_iter().collect()).await?,
                ),
                "assignees" => people.extend(self.peers.people(self.assignees().await?).await?),
                "admins" => {
                    let users = self.peers.users(self.account).await?;
                    let admins = users.iter().filter(|u| matches!(u.role(), Role::Owner | Role::Admin));
                    people.extend(admins.map(|u| Person {
                        name: u.name.clone(),
                        email: u.email.clone(),
                        ..Person::default()
                    }));
                }
                address => people.push(Person { email: address.into(), ..Person::default() }),
            }
        }
        people.retain(|person| !person.disabled && !person.email.is_empty());
        people.sort_by(|a, b| a.email.cmp(&b.email));
        people.dedup_by(|a, b| a.email.eq_ignore_ascii_case(&b.email));
        people.truncate(MOST_RECIPIENTS);
        Ok(people.into_iter().map(|person| Address { name: person.name, address: person.email }).collect())
    }

    /// The users that the item is assigned to, members of teams included.
    async fn assignees(&self) -> Result<Vec<String>> {
        let mut users = Vec::new();
        for id in &self.item.assignee_ids {
            match id::split(id) {
                Some(("team", _)) => users.extend(self.peers.team(self.account, id).await?.user_ids.clone()),
                _ => users.push(id.clone()),
            }
        }
        users.sort_unstable();
        users.dedup();
        users.truncate(MOST_RECIPIENTS);
        Ok(users)
    }

    /// What texts are filled with. Whoever fills in a web form proves no address: what they typed is mailed to nobody but users,
    /// or a stranger could have us write their words to somebody.
    async fn values(&self, readers: Readers) -> Result<Values> {
        let quoted = readers == Readers::Users || !is_unverified(&self.item);
        let named = if quoted { self.item.requester_ids.first().cloned() } else { None };
        let requester = self.peers.people(named.into_iter().collect()).await?.into_iter().next();
        let requester_fields = match &requester {
            Some(person) if !person.fields.is_empty() => {
                said(&self.peers.customer_fields(self.account).await?, &person.fields, readers)
            }
            _ => BTreeMap::new(),
        };
        let name = requester.map(|person| person.name).filter(|name| !name.is_empty());
        let title = quoted.then(|| self.item.title.clone());
        let statuses = self.peers.statuses(self.account).await?;
        let status = statuses
            .iter()
            .find(|s| s.id == self.item.status_id)
            .map_or_else(String::new, |s| s.name.clone());
        let fields = if quoted { self.item_fields(readers).await? } else { BTreeMap::new() };
        Ok(Values {
            item: ItemValues { number: self.item.number, title, status, fields },
            requester: name,
            account: self.peers.account(self.account).await?.name.clone(),
            user: self.user.map(|user| user.name.clone()),
            requester_fields,
        })
    }

    /// The item's custom fields that readers may see, as they read them.
    async fn item_fields(&self, readers: Readers) -> Result<BTreeMap<String, String>> {
        if self.item.fields.is_empty() {
            return Ok(BTreeMap::new());
        }
        Ok(said(&self.peers.custom_fields(self.account).await?, &self.item.fields, readers))
    }
}

/// The values that readers may see, as they read them: customers see what is visible to them.
fn said(
    fields: &[CustomField],
    values: &BTreeMap<String, prost_types::Value>,
    readers: Readers,
) -> BTreeMap<String, String> {
    let seen = fields.iter().filter(|field| readers == Readers::Users || field.visible_to_customers);
    let text = |field: &CustomField| {
        let value = values.get(&field.key)?;
        Some((field.key.clone(), value::as_text(Some(field), &value::from_wire(value))))
    };
    seen.filter_map(text).collect()
}
