//! Where lists are read from: the tables, what is read of a row, and how rows are found by words.
use tandem_kit::id::AccountId;

use super::Query;
use crate::search;

/// What a list is read from. All of it comes from the program.
pub struct Table {
    pub name: &'static str,
    /// What the table is called in a statement.
    pub alias: &'static str,
    /// What is read of a row.
    pub columns: &'static str,
    /// The words of a row, as an index has them; the names of its columns stand alone.
    words: &'static str,
    /// Those that are found besides by the beginning of a domain.
    domains: bool,
}

pub static CUSTOMERS: Table = Table {
    name: "directory.customer",
    alias: "customer",
    columns: "customer.id, customer.name, customer.email, customer.organization, customer.disabled, customer.revision, \
              customer.create_time, customer.update_time, customer.fields",
    words: "(array_to_tsvector(array['acc' || replace(account::text, '-', '')]) \
            || to_tsvector('simple', translate(name || ' ' || email, '@.-_+/''', '       ')))",
    domains: false,
};

pub static ORGANIZATIONS: Table = Table {
    name: "directory.organization",
    alias: "organization",
    columns: "organization.id, organization.name, organization.revision, organization.create_time, organization.update_time, \
              organization.fields, array(select d.domain from directory.organization_domain d \
              where d.account = organization.account and d.organization = organization.id order by d.domain) as domains",
    words: "(array_to_tsvector(array['acc' || replace(account::text, '-', '')]) \
            || to_tsvector('simple', translate(name, '@.-_+/''', '       ')))",
    domains: true,
};

pub static USERS: Table = Table {
    name: "directory.user",
    alias: "member",
    columns: "member.id, member.name, member.email, member.role, member.disabled, member.revision, member.create_time, \
              member.update_time, member.fields, array(select m.team from directory.team_member m \
              where m.account = member.account and m.member = member.id) as team_ids",
    words: CUSTOMERS.words,
    domains: false,
};

impl Table {
    /// Finds all that have the words, as `found`, before anything else is done with them.
    pub fn push_found(&self, account: AccountId, words: &search::Words, query: &mut Query) {
        query.push(format_args!("with found as materialized (select id from {} where account = ", self.name));
        query.push_bind(account.uuid()).push(format_args!(" and {} @@ ", self.words));
        query.push_bind(words.sql.clone()).push("::text::tsquery");
        if self.domains {
            query.push(" union select organization from directory.organization_domain where account = ");
            query.push_bind(account.uuid()).push(" and domain like ").push_bind(words.beginning());
        }
        query.push(") ");
    }

    /// Whether a row has the words.
    pub fn push_words(&self, words: &search::Words, query: &mut Query) {
        query.push(format_args!("({} @@ ", self.words));
        query.push_bind(words.sql.clone()).push("::text::tsquery");
        if self.domains {
            query
                .push(
                    " or exists (select from directory.organization_domain d where d.account = organization.account \
                     and d.organization = organization.id and d.domain like ",
                )
                .push_bind(words.beginning())
                .push(")");
        }
        query.push(")");
    }
}
