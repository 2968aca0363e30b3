//! Whom and what rows name, looked up once: users, teams, projects; and customers as they come.
use std::collections::HashMap;

use tandem_kit::{Cause, Result, id::ProjectId};
use uuid::Uuid;

use super::{draft::Wanted, value};
use crate::{Env, people::Requesters};

/// The most projects that are looked up by name.
const MOST_PROJECTS: i64 = 20_000;
/// How many customers are remembered.
const REMEMBERED: usize = 50_000;

/// What rows name, by lower-case name or address.
#[derive(Default)]
pub struct LookedUp {
    users: HashMap<String, String>,
    teams: HashMap<String, String>,
    projects: HashMap<String, Uuid>,
    people: HashMap<String, Result<Requesters, String>>,
    /// As they are written.
    team_names: Vec<String>,
    project_names: Vec<String>,
}

impl LookedUp {
    /// Looks up what is asked for by name.
    ///
    /// # Errors
    /// Where the database or directory is away.
    pub async fn of(env: &Env, cause: &Cause) -> Result<Self> {
        let projects = sqlx::query!(
            "select name, id from items.project where account = $1 order by id desc limit $2",
            cause.caller.account,
            MOST_PROJECTS
        );
        let projects = projects.fetch_all(env.db.pool()).await?;
        let (users, teams) = env.people.names(cause).await?;
        Ok(Self {
            users,
            team_names: teams.iter().map(|(name, _)| name.clone()).collect(),
            teams: teams.into_iter().map(|(name, id)| (name.to_lowercase(), id)).collect(),
            project_names: projects.iter().map(|row| row.name.clone()).collect(),
            projects: projects.into_iter().map(|row| (row.name.to_lowercase(), row.id)).collect(),
            people: HashMap::new(),
        })
    }

    /// What teams are called.
    pub fn teams(&self) -> &[String] {
        &self.team_names
    }

    /// What projects are called, the newest first.
    pub fn projects(&self) -> &[String] {
        &self.project_names
    }

    /// The project of that name or id.
    ///
    /// # Errors
    /// What is wrong with which value.
    pub fn project(&self, text: &str) -> Result<ProjectId, String> {
        let by_id = || {
            text.parse::<ProjectId>()
                .ok()
                .map(|id| id.uuid())
                .filter(|id| self.projects.values().any(|p| p == id))
        };
        let named = |name: &str| self.projects.get(&name.trim().to_lowercase()).copied();
        // "Portfolio > Project > Folder": the last of them that is a project.
        let on_path = || text.split(['>', '/', '\\']).rev().find_map(named);
        let found = named(text).or_else(by_id).or_else(on_path);
        found
            .map(ProjectId::from)
            .ok_or_else(|| format!("there is no project {}; make it first", value::shown(text)))
    }

    /// Users by their addresses or names, and teams by their names.
    ///
    /// # Errors
    /// What is wrong with which value.
    pub fn assignees(&self, text: &str) -> Result<Vec<String>, String> {
        let one = |name: &str| {
            let address = value::address(name).map(|(address, _)| address);
            let key = address.unwrap_or_else(|| name.to_lowercase());
            self.users.get(&key).or_else(|| self.teams.get(&key)).cloned()
        };
        // A name may have a comma in it.
        if let Some(id) = one(text) {
            return Ok(vec![id]);
        }
        let find = |name: &String| {
            one(name).ok_or_else(|| format!("there is no user and no team {}", value::shown(name)))
        };
        value::list(text).iter().map(find).collect()
    }

    /// The user with an address.
    pub fn user(&self, email: &str) -> Option<String> {
        self.users.get(email).cloned()
    }

    /// Who is meant, of those that were [looked for](Self::look_for). Nobody yet, where a dry run would have made them.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub fn person(&self, wanted: &Wanted) -> Result<Requesters, String> {
        self.people.get(&wanted.email).cloned().unwrap_or_else(|| Ok(Requesters::default()))
    }

    /// Looks for people, and makes those who are not there.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn look_for(
        &mut self,
        env: &Env,
        cause: &Cause,
        wanted: Vec<Wanted>,
        known_only: bool,
    ) -> Result<()> {
        if self.people.len() + wanted.len() > REMEMBERED {
            self.people.clear();
        }
        let mut missing: Vec<Wanted> = Vec::new();
        for one in wanted {
            if !self.people.contains_key(&one.email) && missing.iter().all(|m| m.email != one.email) {
                missing.push(one);
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let found = env.people.ensure(cause, &missing, known_only).await?;
        self.people.extend(missing.into_iter().map(|one| one.email).zip(found));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_known_by_its_name_or_by_a_path_that_leads_to_it() {
        let id = ProjectId::new();
        let known =
            LookedUp { projects: HashMap::from([("sales/ops".into(), id.uuid())]), ..LookedUp::default() };
        assert_eq!(known.project("Sales/Ops"), Ok(id), "its name may have a stroke in it");
        let known =
            LookedUp { projects: HashMap::from([("sales".into(), id.uuid())]), ..LookedUp::default() };
        for text in ["Sales", "North > Sales > Old ones", "North/Sales", &id.to_string()] {
            assert_eq!(known.project(text), Ok(id), "{text}");
        }
        assert!(known.project("North > South").unwrap_err().contains("there is no project"));
    }
}
