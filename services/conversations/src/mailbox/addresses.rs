//! The addresses of mailboxes: which there are, and whose one is. An address is one account's; the database decides whose.
use tandem_kit::{
    Db, Error, OnConstraint, Result, Tx,
    id::{AccountId, MailboxId},
};
use tandem_proto::items::Kind;
use uuid::Uuid;

use super::settings::Opens;

/// Most addresses of a mailbox.
pub const MOST: usize = 50;

/// An address of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub mailbox: Uuid,
    /// In lower case; `*@domain` takes what no other does.
    pub address: String,
    pub opens: Opens,
}

/// An address that mail came to, and the mailbox that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub account: AccountId,
    pub mailbox: MailboxId,
    pub enabled: bool,
    pub opens: Opens,
    /// It takes what no other address does.
    pub catch_all: bool,
}

/// What whoever asks for an address may have meant, the most particular first: itself, without its plus part, everything of its domain.
fn spellings(address: &str) -> [String; 3] {
    let address = address.to_lowercase();
    let (local, domain) = address.rsplit_once('@').unwrap_or((&address, ""));
    let plain = local.split_once('+').map_or(local, |(plain, _)| plain);
    [address.clone(), format!("{plain}@{domain}"), format!("*@{domain}")]
}

/// Whose an address is; nothing where it is no mailbox's.
///
/// # Errors
/// Where the database is away.
pub async fn find(db: &Db, address: &str) -> Result<Option<Claimed>> {
    let [whole, plain, any] = spellings(address);
    let found = sqlx::query!(
        "/* every account: a mail does not know its account yet */
         select address.account, address.mailbox, address.address, address.kind, address.type, address.project, mailbox.enabled
           from conversations.mailbox_address address
           join conversations.mailbox on mailbox.account = address.account and mailbox.id = address.mailbox
          where address.address = $1
             or (address.address = $2 and mailbox.plus_addressing)
             or address.address = $3
          order by array_position(array[$1, $2, $3], address.address)
          limit 1",
        whole,
        plain,
        any
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(found.map(|row| Claimed {
        account: row.account.into(),
        mailbox: row.mailbox.into(),
        enabled: row.enabled,
        opens: opens(row.kind, row.r#type, row.project),
        catch_all: row.address == any,
    }))
}

/// The addresses of mailboxes, in their order.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: &Db, account: AccountId, mailboxes: &[Uuid]) -> Result<Vec<Address>> {
    let rows = sqlx::query!(
        "select mailbox, address, kind, type, project
           from conversations.mailbox_address
          where account = $1 and mailbox = any($2)
          order by mailbox, position",
        account.uuid(),
        mailboxes
    )
    .fetch_all(db.pool())
    .await?;
    let address = |mailbox, address, opens| Address { mailbox, address, opens };
    Ok(rows
        .into_iter()
        .map(|row| address(row.mailbox, row.address, opens(row.kind, row.r#type, row.project)))
        .collect())
}

/// An address among all of an account, and what its mailbox does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub address: String,
    /// What follows a plus is not looked at.
    pub plus: bool,
    pub opens: Opens,
    pub mailbox: MailboxId,
    pub name: String,
    pub enabled: bool,
    pub copy_policy: i16,
}

/// Which of an account's an address is, and whether only because nothing else is: as [`find`] does.
#[must_use]
pub fn among<'a>(known: &'a [Known], address: &str) -> Option<(&'a Known, bool)> {
    let [whole, plain, any] = spellings(address);
    let of = |wanted: &str, plus: bool| known.iter().find(|one| one.address == wanted && (one.plus || !plus));
    let own = of(&whole, false).or_else(|| of(&plain, true)).map(|one| (one, one.address == any));
    own.or_else(|| of(&any, false).map(|one| (one, true)))
}

/// Every address of an account: mail to one of them would come back to us.
///
/// # Errors
/// Where the database is away.
pub async fn of_account(db: &Db, account: AccountId) -> Result<Vec<Known>> {
    let rows = sqlx::query!(
        "select address.address, address.kind, address.type, address.project, mailbox.id, mailbox.name, mailbox.enabled,
                mailbox.copy_policy, mailbox.plus_addressing
           from conversations.mailbox_address address
           join conversations.mailbox on mailbox.account = address.account and mailbox.id = address.mailbox
          where address.account = $1",
        account.uuid()
    )
    .fetch_all(db.pool())
    .await?;
    let known = rows.into_iter().map(|row| Known {
        address: row.address,
        plus: row.plus_addressing,
        opens: opens(row.kind, row.r#type, row.project),
        mailbox: row.id.into(),
        name: row.name,
        enabled: row.enabled,
        copy_policy: row.copy_policy,
    });
    Ok(known.collect())
}

/// Gives a mailbox these addresses in place of those it has.
///
/// # Errors
/// `ADDRESS_TAKEN` where another mailbox has one, whosever it is.
pub async fn set(tx: &mut Tx, account: AccountId, mailbox: MailboxId, addresses: &[Address]) -> Result<()> {
    sqlx::query!(
        "delete from conversations.mailbox_address where account = $1 and mailbox = $2",
        account.uuid(),
        mailbox.uuid()
    )
    .execute(&mut **tx)
    .await?;
    for (position, one) in (0_i32..).zip(addresses) {
        let taken =
            || Error::refused("ADDRESS_TAKEN", format!("{} is the address of another mailbox", one.address));
        sqlx::query!(
            "insert into conversations.mailbox_address (account, address, mailbox, position, kind, type, project)
             values ($1, $2, $3, $4, $5, $6, $7)",
            account.uuid(),
            one.address,
            mailbox.uuid(),
            position,
            crate::message::code(one.opens.kind as i32),
            one.opens.type_id,
            one.opens.project_id
        )
        .execute(&mut **tx)
        .await
        .on_constraint("mailbox_address_unique", taken)
        .on_constraint("mailbox_address_pkey", taken)?;
    }
    Ok(())
}

fn opens(kind: i16, type_id: Option<Uuid>, project_id: Option<Uuid>) -> Opens {
    Opens { kind: Kind::try_from(i32::from(kind)).unwrap_or(Kind::Ticket), type_id, project_id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_looked_for_from_the_particular_to_the_general() {
        assert_eq!(
            spellings("Support+X+y@Acme.com"),
            ["support+x+y@acme.com", "support@acme.com", "*@acme.com"]
        );
        assert_eq!(spellings("a@b.c"), ["a@b.c", "a@b.c", "*@b.c"]);
    }

    #[test]
    fn so_it_is_among_those_that_are_known() {
        let known = |address: &str, plus: bool| Known {
            address: address.into(),
            plus,
            opens: Opens::kind(Kind::Ticket),
            mailbox: MailboxId::new(),
            name: address.into(),
            enabled: true,
            copy_policy: 0,
        };
        let all = [known("*@acme.com", false), known("help@acme.com", true), known("vip@acme.com", false)];
        let cases = [
            ("Help@acme.com", Some(("help@acme.com", false))),
            ("help+x@acme.com", Some(("help@acme.com", false))),
            ("vip+x@acme.com", Some(("*@acme.com", true))),
            ("ann@acme.com", Some(("*@acme.com", true))),
            ("help@other.com", None),
        ];
        for (address, want) in cases {
            let got = among(&all, address).map(|(one, only)| (one.name.as_str(), only));
            assert_eq!(got, want, "{address}");
        }
    }
}
