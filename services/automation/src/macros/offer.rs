//! For which items a macro is meant.
use jiff::tz::TimeZone;
use tandem_kit::{
    Result,
    condition::{self, Catalogue, Checked, Scope},
    id::AccountId,
};
use tandem_proto::{
    items::{Item, ItemType, Status},
    types::Condition,
};

use crate::{
    fields::{self, CATALOGUE, Happened, Seen},
    peers::Peers,
};

/// The kinds and the condition of a macro, ready to be asked.
pub struct Offer {
    kinds: Vec<i32>,
    condition: Option<Checked>,
}

impl Offer {
    /// # Errors
    /// `Invalid` where the condition has no meaning any more.
    pub fn new(kinds: Vec<i32>, condition: Option<&Condition>, catalogue: &Catalogue) -> Result<Self> {
        let condition = condition.map(|tree| condition::check(tree, catalogue)).transpose();
        Ok(Self { kinds, condition: condition.map_err(|p| p.on("macro.condition"))? })
    }

    /// Whether it is meant for an item.
    pub fn fits(&self, item: &Item, (statuses, types): (&[Status], &[ItemType]), scope: &Scope) -> bool {
        let (status, r#type) = fields::called(item, statuses, types);
        let seen =
            Seen::from(Happened { item, status: &status, r#type: &r#type, message: None, score: None });
        self.kinds.contains(&item.kind)
            && self.condition.as_ref().is_none_or(|asked| condition::eval(asked, scope, &seen))
    }
}

/// What conditions of an account's macros may ask about.
///
/// # Errors
/// As the peers answer.
pub async fn catalogue(peers: &Peers, account: AccountId) -> Result<Catalogue> {
    Ok(fields::with_custom(CATALOGUE.clone(), &peers.custom_fields(account).await?))
}

/// How whoever runs a macro sees `me` and `my_teams`.
pub fn scope(
    user: tandem_kit::id::UserId,
    teams: &[uuid::Uuid],
    now: chrono::DateTime<chrono::Utc>,
) -> Scope {
    let teams = teams.iter().map(|team| tandem_kit::id::TeamId::from(*team).to_string()).collect();
    Scope::new(&user, teams, now, TimeZone::UTC)
}
