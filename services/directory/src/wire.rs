//! Rows and messages. The only file that knows both shapes.
use tandem_kit::{
    clock::timestamp,
    id::{
        AccountId, ApiTokenId, CalendarId, CustomerId, HolidayFeedId, OrganizationId, SessionId, TeamId,
        UserId,
    },
};
use tandem_proto::directory::{self as pb, business_calendar::Span};

use crate::{
    account::Account,
    calendar::{Calendar, feed::Feed},
    credential,
    customer::Customer,
    fields::to_wire,
    organization::Organization,
    team::Team,
    user,
    user::User,
};

impl From<&Account> for pb::Account {
    fn from(a: &Account) -> Self {
        Self {
            id: AccountId::from(a.id).to_string(),
            name: a.name.clone(),
            mail_domain: a.mail_domain.clone(),
            time_zone: a.time_zone.clone(),
            revision: a.revision,
            create_time: Some(timestamp(a.create_time)),
            update_time: Some(timestamp(a.update_time)),
            audit_kept_days: a.audit_kept_days,
        }
    }
}

impl From<&User> for pb::User {
    fn from(u: &User) -> Self {
        Self {
            id: UserId::from(u.id).to_string(),
            name: u.name.clone(),
            email: u.email.clone(),
            role: user::role_of(u.role).into(),
            disabled: u.disabled,
            revision: u.revision,
            create_time: Some(timestamp(u.create_time)),
            update_time: Some(timestamp(u.update_time)),
            fields: to_wire(&u.fields),
            team_ids: u.team_ids.iter().map(|t| TeamId::from(*t).to_string()).collect(),
        }
    }
}

impl From<&Team> for pb::Team {
    fn from(t: &Team) -> Self {
        Self {
            id: TeamId::from(t.id).to_string(),
            name: t.name.clone(),
            user_ids: t.members.iter().map(|u| UserId::from(*u).to_string()).collect(),
            revision: t.revision,
            create_time: Some(timestamp(t.create_time)),
            update_time: Some(timestamp(t.update_time)),
        }
    }
}

impl From<&Customer> for pb::Customer {
    fn from(c: &Customer) -> Self {
        Self {
            id: CustomerId::from(c.id).to_string(),
            name: c.name.clone(),
            email: c.email.clone(),
            organization_id: c.organization.map(|o| OrganizationId::from(o).to_string()).unwrap_or_default(),
            disabled: c.disabled,
            fields: to_wire(&c.fields),
            revision: c.revision,
            create_time: Some(timestamp(c.create_time)),
            update_time: Some(timestamp(c.update_time)),
        }
    }
}

impl From<&Organization> for pb::Organization {
    fn from(o: &Organization) -> Self {
        Self {
            id: OrganizationId::from(o.id).to_string(),
            name: o.name.clone(),
            domains: o.domains.clone(),
            fields: to_wire(&o.fields),
            revision: o.revision,
            create_time: Some(timestamp(o.create_time)),
            update_time: Some(timestamp(o.update_time)),
        }
    }
}

impl From<&Calendar> for pb::BusinessCalendar {
    fn from(c: &Calendar) -> Self {
        let span =
            |s: &crate::calendar::Span| Span { weekday: s.weekday, start_minute: s.start, end_minute: s.end };
        Self {
            id: CalendarId::from(c.id).to_string(),
            name: c.name.clone(),
            time_zone: c.time_zone.clone(),
            spans: c.spans.iter().map(span).collect(),
            holidays: c.holidays.clone(),
            default: c.is_default,
            revision: c.revision,
            holiday_names: c.holiday_names.iter().map(|(day, name)| (day.clone(), name.clone())).collect(),
        }
    }
}

impl From<&Feed> for pb::HolidayFeed {
    fn from(f: &Feed) -> Self {
        Self {
            id: HolidayFeedId::from(f.id).to_string(),
            business_calendar_id: CalendarId::from(f.calendar).to_string(),
            url: f.url.clone(),
            day_count: i32::try_from(f.days.len()).unwrap_or(i32::MAX),
            fetch_time: f.fetch_time.map(timestamp),
            try_time: f.try_time.map(timestamp),
            next_time: Some(timestamp(f.next_time)),
            problem: f.problem.clone(),
            failures: f.failures,
            revision: f.revision,
            create_time: Some(timestamp(f.create_time)),
        }
    }
}

impl From<credential::Principal> for pb::Principal {
    fn from(p: credential::Principal) -> Self {
        let user = p.person_kind == "usr";
        let session = p.credential_kind == "ses";
        Self {
            account_id: AccountId::from(p.account).to_string(),
            id: if user {
                UserId::from(p.person).to_string()
            } else {
                CustomerId::from(p.person).to_string()
            },
            role: user::role_of(p.role).into(),
            organization_id: p.organization.map(|o| OrganizationId::from(o).to_string()).unwrap_or_default(),
            credential_id: if session {
                SessionId::from(p.credential).to_string()
            } else {
                ApiTokenId::from(p.credential).to_string()
            },
            all_shared: p.all_shared,
        }
    }
}

impl From<credential::Opened> for pb::SignedIn {
    fn from(o: credential::Opened) -> Self {
        Self {
            token: o.secret,
            expire_time: Some(timestamp(o.expire_time)),
            principal: Some(o.principal.into()),
        }
    }
}
