//! What a rule does to an item, through the peers. Doing it again changes nothing: each call carries an id that follows
//! from the run and the action's place in it.
use tandem_kit::{
    Db, Error, Result,
    id::{self, AccountId, UserId},
};
use tandem_proto::{
    automation::{self as pb, action::Action},
    conversations::{Address, PostAsBotRequest, SendMailRequest, Visibility},
    directory::{Person, user::Role},
    items::{Item, Kind},
};
use tonic::Code;
use uuid::Uuid;

use crate::{
    peers::Peers,
    run::{self, Pending},
    template::{self, ItemValues, Named, Values},
};

/// How often an item is read again that somebody else changed meanwhile.
const TRIES: usize = 3;
/// The most recipients of one mail action.
const MOST_RECIPIENTS: usize = 100;

/// A rule at work on an item.
pub struct Acting<'a> {
    pub db: &'a Db,
    pub peers: &'a Peers,
    pub account: AccountId,
    pub run: &'a Pending,
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
            None => Ok("nothing to do".into()),
        }
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

    /// Assigns the next of those who may.
    async fn assign_next(&mut self, among: &[String]) -> Result<String> {
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
        self.set("assignee_ids", |item| item.assignee_ids = vec![next]).await?;
        Ok(format!("assigned {name}, whose turn it was"))
    }

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
        self.set("status_id", |item| item.status_id = status.id).await?;
        Ok(format!("set the status to {}", status.name))
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
                Err(Error::Peer(status)) if status.code() == Code::Aborted && tried < TRIES => {
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
        let Some(policy) =
            policies.iter().find(|p| if id.is_empty() { p.sample } else { p.id == id }).cloned()
        else {
            return Err(Error::refused("NO_SLA_POLICY", format!("there is no SLA policy {id:?}")));
        };
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
        if post.visibility() == Visibility::Customer && self.item.automatic {
            return Ok("not posted: a machine opened the item, and machines are not answered".into());
        }
        let body_html = template::html(&post.body_html, &self.values().await?)?;
        self.post_html(post.visibility(), body_html).await?;
        Ok(if post.visibility() == Visibility::Customer {
            "posted to the customer"
        } else {
            "posted an internal message"
        }
        .into())
    }

    async fn post_html(&self, visibility: Visibility, body_html: String) -> Result<()> {
        let (item_id, request_id) = (self.item.id.clone(), self.request_id("post"));
        self.peers
            .post_as_bot(PostAsBotRequest { item_id, visibility: visibility.into(), body_html, request_id })
            .await
    }

    async fn ask_how_it_was(&self) -> Result<String> {
        if self.item.automatic {
            return Ok("no survey: a machine opened the item".into());
        }
        let url = self.peers.survey(self.item.id.clone(), self.request_id("survey")).await?;
        if url.is_empty() {
            return Ok("no survey: there is nobody to ask".into());
        }
        let text = "<p>Hello {{ requester.name }},</p><p>how satisfied are you with our answer to \u{201c}{{ item.title }}\u{201d}?</p>";
        let link = template::escaped(&url);
        let body = format!(
            "{}<p>Tell us in one click: <a href=\"{link}\">{link}</a></p>",
            template::html(text, &self.values().await?)?
        );
        self.post_html(Visibility::Customer, body).await?;
        Ok("sent the survey".into())
    }

    async fn send(&self, mail: &pb::action::SendEmail) -> Result<String> {
        let to = self.recipients(&mail.to).await?;
        if to.is_empty() {
            return Ok("mailed nobody: there is no address".into());
        }
        let values = self.values().await?;
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
            };
            self.peers.send_mail(request).await?;
        }
        Ok(format!(
            "mailed {}",
            if to.len() == 1 { "one address".into() } else { format!("{} addresses", to.len()) }
        ))
    }

    /// Whom a mail goes to, each address once.
    async fn recipients(&self, to: &[String]) -> Result<Vec<Address>> {
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

    /// What texts are filled with.
    async fn values(&self) -> Result<Values> {
        let requester =
            self.peers.people(self.item.requester_ids.first().cloned().into_iter().collect()).await?;
        let name = requester.into_iter().next().map_or_else(|| "there".to_owned(), |person| person.name);
        let statuses = self.peers.statuses(self.account).await?;
        let status = statuses
            .iter()
            .find(|s| s.id == self.item.status_id)
            .map_or_else(String::new, |s| s.name.clone());
        Ok(Values {
            item: ItemValues { number: self.item.number, title: self.item.title.clone(), status },
            requester: Named { name },
            account: Named { name: self.peers.account(self.account).await?.name.clone() },
        })
    }
}
