//! What chats ask of directory: when the account works, and who is in a team.
use std::time::Duration;

use bytes::Bytes;
use prost::Message as _;
use tandem_kit::{
    Cause, Context, Result,
    auth::acting,
    cache::Cache,
    id::{TeamId, UserId},
    rpc::Channel,
};
use tandem_proto::directory::{
    BusinessCalendar, GetTeamRequest, GetUserRequest, ListBusinessCalendarsRequest,
    business_calendars_service_client::BusinessCalendarsServiceClient,
    teams_service_client::TeamsServiceClient, users_service_client::UsersServiceClient,
};
use uuid::Uuid;

/// How long a calendar is taken to be as it was.
const KNOWN_FOR: Duration = Duration::from_secs(30);

/// The way to directory.
#[derive(Clone)]
pub struct Staff {
    calendars: BusinessCalendarsServiceClient<Channel>,
    teams: TeamsServiceClient<Channel>,
    users: UsersServiceClient<Channel>,
    cache: Cache,
}

impl Staff {
    /// Of a service's context.
    ///
    /// # Errors
    /// Where directory has no address.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let directory = cx.peers.channel("directory")?;
        Ok(Self {
            calendars: BusinessCalendarsServiceClient::new(directory.clone()),
            teams: TeamsServiceClient::new(directory.clone()),
            users: UsersServiceClient::new(directory),
            cache: cx.cache.clone(),
        })
    }
    /// The account's calendar; nothing where it has none.
    ///
    /// # Errors
    /// Where directory is away.
    pub async fn calendar(&self, cause: &Cause) -> Result<Option<BusinessCalendar>> {
        let key = format!("conversations:calendar:{}", cause.account());
        if let Some(known) = self.cache.get(&key).await.and_then(|bytes| BusinessCalendar::decode(bytes).ok())
        {
            return Ok(Some(known));
        }
        let mut client = self.calendars.clone();
        let request = ListBusinessCalendarsRequest::default();
        let all = acting(&cause.as_system(), client.list_business_calendars(request)).await?.into_inner();
        let calendar = all.business_calendars.into_iter().max_by_key(|calendar| calendar.default);
        if let Some(calendar) = &calendar {
            self.cache.set(&key, Bytes::from(calendar.encode_to_vec()), KNOWN_FOR).await;
        }
        Ok(calendar)
    }
    /// The members of a team.
    ///
    /// # Errors
    /// `NotFound` where there is none; where directory is away.
    pub async fn members(&self, cause: &Cause, team: TeamId) -> Result<Vec<Uuid>> {
        let request = GetTeamRequest { id: team.to_string() };
        let mut client = self.teams.clone();
        let team = acting(&cause.as_system(), client.get_team(request)).await?.into_inner();
        Ok(team.user_ids.iter().filter_map(|id| id.parse::<UserId>().ok()).map(|id| id.uuid()).collect())
    }
    /// Whether there is such a user.
    ///
    /// # Errors
    /// `NotFound` where there is none; where directory is away.
    pub async fn check_user(&self, cause: &Cause, user: UserId) -> Result<()> {
        let request = GetUserRequest { id: user.to_string() };
        let mut client = self.users.clone();
        acting(&cause.as_system(), client.get_user(request)).await?;
        Ok(())
    }
}
