//! `NotificationsService`: decode, do, encode. Everybody has to do with their own only.
use std::collections::BTreeSet;

use tandem_kit::{
    Cause, Clock, Db, Error, Page,
    id::{self, NotificationId, UserId},
    mask,
    sight::Sight,
};
use tandem_proto::notifications::{self as pb, notifications_service_server::NotificationsService};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::{
    follow,
    notification::{self, Notification},
    preference,
    there::Owners,
};

const MOST_IDS: usize = 500;
const MOST_ASKED: usize = 100;

/// What every rpc works with.
pub struct Api {
    pub db: Db,
    pub clock: Clock,
    pub owners: Owners,
    pub sight: Sight,
}

impl Api {
    /// Takes out what is about conversations that the caller may not read. So many of these are asked about as a page may have.
    async fn sift_conversations<T>(
        &self,
        cause: &Cause,
        found: &mut Vec<T>,
        subject: impl Fn(&T) -> &str,
    ) -> Result<(), Error> {
        if !cause.caller.is_limited() {
            return Ok(());
        }
        let conversations = found.iter().map(&subject).filter(|subject| subject.starts_with("conv_"));
        let about: BTreeSet<String> = conversations.map(str::to_owned).collect();
        for conversation in about.into_iter().take(MOST_ASKED) {
            match self.owners.subject(&conversation).await {
                Ok(()) => {}
                Err(Error::Peer(status)) if status.code() == Code::NotFound => {
                    found.retain(|one| subject(one) != conversation);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
    /// How many the caller has not seen of those whose subject they see.
    async fn count_seen(&self, cause: &Cause, user: UserId) -> Result<i32, Error> {
        let sight = (self.db.pool(), &self.sight);
        let mut subjects = notification::unseen_subjects(sight, cause, user).await?;
        self.sift_conversations(cause, &mut subjects, |subject| subject).await?;
        Ok(notification::counted(subjects.len()))
    }
}

fn own(cause: &Cause) -> Result<UserId, Error> {
    cause.caller.user().ok_or_else(|| Error::denied("only a user has notifications"))
}

fn or_self(cause: &Cause, follower: String) -> String {
    if follower.is_empty() { cause.actor() } else { follower }
}

#[tonic::async_trait]
impl NotificationsService for Api {
    async fn list_notifications(
        &self,
        request: Request<pb::ListNotificationsRequest>,
    ) -> Result<Response<pb::ListNotificationsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let (account, user) = (cause.account(), own(&cause)?);
        let pb::ListNotificationsRequest { page_size, page_token, unseen } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let sight = (self.db.pool(), &self.sight);
        let (mut found, next_page_token) = notification::list(sight, &cause, user, &page, unseen).await?;
        self.sift_conversations(&cause, &mut found, |one: &Notification| &one.subject).await?;
        let unseen_count = if cause.caller.is_limited() {
            self.count_seen(&cause, user).await?
        } else {
            notification::count_unseen(self.db.pool(), account, user).await?
        };
        Ok(Response::new(pb::ListNotificationsResponse {
            notifications: found.into_iter().map(Into::into).collect(),
            next_page_token,
            unseen_count,
        }))
    }

    async fn see_notifications(
        &self,
        request: Request<pb::SeeNotificationsRequest>,
    ) -> Result<Response<pb::SeeNotificationsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::SeeNotificationsRequest { ids, subject } = request.into_inner();
        if ids.len() > MOST_IDS {
            return Err(Error::invalid("ids", format!("has {} ids; at most {MOST_IDS}", ids.len())).into());
        }
        let ids: Result<Vec<Uuid>, Error> =
            ids.iter().map(|text| text.parse::<NotificationId>().map(|id| id.uuid())).collect();
        let seen = notification::see(&self.db, &cause, own(&cause)?, &ids?, &subject).await?;
        Ok(Response::new(pb::SeeNotificationsResponse { seen_count: seen }))
    }

    async fn list_followers(
        &self,
        request: Request<pb::ListFollowersRequest>,
    ) -> Result<Response<pb::ListFollowersResponse>, Status> {
        let cause = Cause::of(&request)?;
        let subject = request.into_inner().subject;
        if id::split(&subject).is_none() {
            return Err(Error::invalid("subject", format!("{subject:?} is not an id")).into());
        }
        if cause.caller.is_limited() {
            self.owners.subject(&subject).await?;
        }
        let follower_ids = follow::list(self.db.pool(), cause.account(), &subject).await?;
        Ok(Response::new(pb::ListFollowersResponse { follower_ids }))
    }

    async fn list_followed(
        &self,
        request: Request<pb::ListFollowedRequest>,
    ) -> Result<Response<pb::ListFollowedResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListFollowedRequest { follower_id, kind } = request.into_inner();
        let subjects = follow::followed(self.db.pool(), cause.account(), &follower_id, &kind).await?;
        Ok(Response::new(pb::ListFollowedResponse { subjects }))
    }

    async fn follow(&self, request: Request<pb::FollowRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let pb::FollowRequest { subject, follower_id } = request.into_inner();
        let follower = or_self(&cause, follower_id);
        follow::check(&subject, &follower)?;
        self.owners.subject(&subject).await?;
        if follower != cause.actor() {
            self.owners.follower(&follower).await?;
        }
        follow::start(&self.db, &cause, &subject, &follower, self.clock.now()).await?;
        Ok(Response::new(()))
    }

    async fn unfollow(&self, request: Request<pb::UnfollowRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UnfollowRequest { subject, follower_id } = request.into_inner();
        follow::stop(&self.db, &cause, &subject, &or_self(&cause, follower_id)).await?;
        Ok(Response::new(()))
    }

    async fn get_notification_preferences(
        &self,
        request: Request<pb::GetNotificationPreferencesRequest>,
    ) -> Result<Response<pb::NotificationPreferences>, Status> {
        let cause = Cause::of(&request)?;
        let email = preference::wants_mail(self.db.pool(), cause.account(), own(&cause)?).await?;
        Ok(Response::new(pb::NotificationPreferences { email: Some(email) }))
    }

    async fn update_notification_preferences(
        &self,
        request: Request<pb::UpdateNotificationPreferencesRequest>,
    ) -> Result<Response<pb::NotificationPreferences>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateNotificationPreferencesRequest { preferences, update_mask } = request.into_inner();
        let given = preferences.ok_or_else(|| Error::invalid("preferences", "is required"))?;
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "email" => {
                    let email =
                        given.email.ok_or_else(|| Error::invalid("preferences.email", "is required"))?;
                    preference::set_mail(self.db.pool(), cause.account(), own(&cause)?, email).await?;
                }
                _ => return Err(mask::unknown(path, &["email"]).into()),
            }
        }
        let email = preference::wants_mail(self.db.pool(), cause.account(), own(&cause)?).await?;
        Ok(Response::new(pb::NotificationPreferences { email: Some(email) }))
    }
}
