//! What stayed unseen for a minute. The mail itself is written by conversations; a story of the whole reads it.
use std::time::Duration;

use tandem_kit::id::UserId;
use tandem_proto::notifications as pb;
use tonic::Code;

use crate::desk::{Desk, acting, item};

async fn prefers(
    desk: &Desk,
    who: UserId,
    email: Option<bool>,
    path: &str,
) -> Result<Option<bool>, tonic::Status> {
    let request = pb::UpdateNotificationPreferencesRequest {
        preferences: Some(pb::NotificationPreferences { email }),
        update_mask: Some(prost_types::FieldMask { paths: vec![path.into()] }),
    };
    let answer = acting(&desk.agent_acts(who), desk.client().update_notification_preferences(request)).await;
    answer.map(|preferences| preferences.email)
}

/// How many of a user's wait for a mail.
async fn waiting(desk: &Desk, who: UserId) -> i64 {
    let waiting = sqlx::query_scalar!(
        r#"select count(*) as "n!" from notifications.notification
            where account = $1 and user_id = $2 and see_time is null and mail_time is null"#,
        desk.bench.account.uuid(),
        who.uuid()
    );
    waiting.fetch_one(desk.context().db.pool()).await.unwrap()
}

#[tokio::test]
async fn a_user_is_mailed_unless_they_said_no() {
    let desk = Desk::open().await;
    let request = pb::GetNotificationPreferencesRequest {};
    let preferences =
        acting(&desk.agent_acts(desk.eve), desk.client().get_notification_preferences(request)).await;
    assert_eq!(preferences.unwrap().email, Some(true));
    assert_eq!(prefers(&desk, desk.bob, Some(false), "email").await.unwrap(), Some(false));
    for (email, path) in [(None, "email"), (Some(true), "push")] {
        assert_eq!(
            prefers(&desk, desk.bob, email, path).await.unwrap_err().code(),
            Code::InvalidArgument,
            "{path}"
        );
    }

    desk.creates(&desk.bench.as_system(), &item("Printer", &[desk.eve, desk.bob])).await;
    desk.bench.advance(Duration::from_secs(50));
    desk.bench.settle().await;
    assert_eq!(
        (waiting(&desk, desk.eve).await, waiting(&desk, desk.bob).await),
        (1, 1),
        "a minute has not passed"
    );
    desk.bench.advance(Duration::from_secs(11));
    desk.bench.settle().await;
    assert_eq!(waiting(&desk, desk.bob).await, 0, "nothing is to be sent to him");
    assert_eq!(waiting(&desk, desk.eve).await, 1, "conversations is away: her mail waits");
    let seen = pb::SeeNotificationsRequest::default();
    acting(&desk.agent_acts(desk.eve), desk.client().see_notifications(seen)).await.unwrap();
    assert_eq!(waiting(&desk, desk.eve).await, 0, "what was seen needs no mail");
    desk.bench.end().await;
}
