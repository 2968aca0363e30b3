//! What filters of lists of people may ask about, and how it reads in SQL.
use std::sync::LazyLock;

use tandem_kit::{
    condition::{Catalogue, Column, Kind, Search},
    custom_field::with_fields,
    id::{AccountId, CustomerId, OrganizationId, TeamId, UserId},
};
use tandem_proto::items::CustomField;
use uuid::Uuid;

use super::What;

/// What may be asked about, with the custom fields that the account has for them, retired ones too.
pub fn of(what: What, account: AccountId, custom: &[CustomField]) -> Catalogue {
    let (fields, alias): (&Catalogue, _) = match what {
        What::Customers { .. } => (&CUSTOMERS, "customer"),
        What::Organizations => (&ORGANIZATIONS, "organization"),
        What::Users { .. } => (&USERS, "member"),
    };
    with_fields(fields.clone(), alias, account.uuid(), custom.iter())
}

static CUSTOMERS: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::default()
        .field("id", Kind::Id(read::<CustomerId>), Column::required("customer.id"))
        .field("name", Kind::Text, Column::required("customer.name"))
        .field("email", Kind::Text, Column::required("customer.email"))
        .field("organization", Kind::Id(read::<OrganizationId>), Column::nullable("customer.organization"))
        .field("disabled", Kind::Bool, Column::required("customer.disabled"))
        .field("create_time", Kind::Time, Column::required("customer.create_time"))
        .field("update_time", Kind::Time, Column::required("customer.update_time"))
        .search(Search::Fields(vec!["name", "email"]))
});

/// The domains of an organization.
const OF_DOMAIN: &str = "exists (select from directory.organization_domain d where d.account = organization.account \
                         and d.organization = organization.id and {})";

static ORGANIZATIONS: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::default()
        .field("id", Kind::Id(read::<OrganizationId>), Column::required("organization.id"))
        .field("name", Kind::Text, Column::required("organization.name"))
        .field("domain", Kind::Text, Column::exists(OF_DOMAIN, "d.domain"))
        .field("create_time", Kind::Time, Column::required("organization.create_time"))
        .field("update_time", Kind::Time, Column::required("organization.update_time"))
        .search(Search::Fields(vec!["name", "domain"]))
});

/// The teams of a user.
const IN_TEAM: &str = "exists (select from directory.team_member m where m.account = member.account \
                       and m.member = member.id and {})";

static USERS: LazyLock<Catalogue> = LazyLock::new(|| {
    let roles = [("OWNER", "owner"), ("ADMIN", "admin"), ("AGENT", "agent")];
    let role = "(case member.role when 3 then 'owner' when 2 then 'admin' else 'agent' end)";
    Catalogue::default()
        .field("id", Kind::Id(read::<UserId>), Column::required("member.id"))
        .field("name", Kind::Text, Column::required("member.name"))
        .field("email", Kind::Text, Column::required("member.email"))
        .field("role", Kind::choices("ROLE_", roles), Column::required(role))
        .field("team", Kind::Id(read::<TeamId>), Column::exists(IN_TEAM, "m.team"))
        .field("disabled", Kind::Bool, Column::required("member.disabled"))
        .field("create_time", Kind::Time, Column::required("member.create_time"))
        .field("update_time", Kind::Time, Column::required("member.update_time"))
        .search(Search::Fields(vec!["name", "email"]))
});

fn read<T: std::str::FromStr + Into<Uuid>>(text: &str) -> Option<Uuid> {
    text.parse::<T>().ok().map(Into::into)
}
