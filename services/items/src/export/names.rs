//! What exports call people, organizations and projects: looked up page by page, and remembered.
use std::collections::{HashMap, hash_map::Entry};

use tandem_kit::{Cause, Result};
use uuid::Uuid;

use crate::{Env, item::Item};

/// How many are remembered of each.
const REMEMBERED: usize = 20_000;

/// The names of what items refer to.
#[derive(Default)]
pub struct Names {
    /// The address and the name of each.
    people: HashMap<String, (String, String)>,
    organizations: HashMap<Uuid, String>,
    projects: HashMap<Uuid, String>,
}

impl Names {
    /// Looks up what these items refer to and is not known.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn look_for(&mut self, env: &Env, cause: &Cause, items: &[Item]) -> Result<()> {
        let people = items.iter().flat_map(|item| item.requesters.iter().chain(&item.assignees)).cloned();
        self.look_for_people(env, cause, people.collect()).await?;
        if self.organizations.len() > REMEMBERED {
            self.organizations.clear();
        }
        let organizations: Vec<Uuid> = items.iter().filter_map(|item| item.organization).collect();
        for id in organizations {
            if let Entry::Vacant(unknown) = self.organizations.entry(id) {
                unknown.insert(env.people.organization_name(cause, id).await?);
            }
        }
        let projects: Vec<Uuid> = items
            .iter()
            .filter_map(|item| item.project)
            .filter(|id| !self.projects.contains_key(id))
            .collect();
        if !projects.is_empty() {
            let account = cause.caller.account;
            let named = sqlx::query!(
                "select id, name from items.project where account = $1 and id = any($2)",
                account,
                &projects
            );
            self.projects
                .extend(named.fetch_all(env.db.pool()).await?.into_iter().map(|row| (row.id, row.name)));
        }
        Ok(())
    }
    /// Looks up those people that are not known.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn look_for_people(&mut self, env: &Env, cause: &Cause, people: Vec<String>) -> Result<()> {
        if self.people.len() > REMEMBERED {
            self.people.clear();
        }
        let mut missing: Vec<String> =
            people.into_iter().filter(|id| !self.people.contains_key(id)).collect();
        missing.sort();
        missing.dedup();
        for (id, email, name) in env.people.called(cause, &missing).await? {
            self.people.insert(id, (email, name));
        }
        for id in missing {
            self.people.entry(id.clone()).or_insert((id, String::new()));
        }
        Ok(())
    }
    /// Their address; the name of a team, which has none; the id of one who is gone.
    pub fn address(&self, id: &str) -> String {
        match self.people.get(id) {
            Some((email, name)) if email.is_empty() => name.clone(),
            Some((email, _)) => email.clone(),
            None => id.to_owned(),
        }
    }
    pub fn name(&self, id: &str) -> String {
        self.people.get(id).map(|(_, name)| name.clone()).unwrap_or_default()
    }
    pub fn organization(&self, id: Option<Uuid>) -> String {
        id.and_then(|id| self.organizations.get(&id)).cloned().unwrap_or_default()
    }
    pub fn project(&self, id: Option<Uuid>) -> String {
        id.and_then(|id| self.projects.get(&id)).cloned().unwrap_or_default()
    }
}
