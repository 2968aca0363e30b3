//! E-mail addresses of people: one form, one owner within an account.
use sqlx::PgConnection;
use tandem_kit::{Error, OnConstraint, Result, id::AccountId};
use uuid::Uuid;

/// Domains where anybody gets an address: they say nothing about an organization.
const PUBLIC_PROVIDERS: &[&str] = &[
    "aol.com",
    "bluewin.ch",
    "comcast.net",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.com",
    "hotmail.co.uk",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "seznam.cz",
    "t-online.de",
    "tutanota.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
    "163.com",
    "126.com",
];

/// The one form of an address: trimmed, lower case. Local parts are compared without case, as every large provider does.
///
/// # Errors
/// `Invalid` with the value where it is no address.
pub fn normal(field: &str, address: &str) -> Result<String> {
    let address = address.trim().to_lowercase();
    let fits = address.len() <= 320
        && !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>(),;:\\\"".contains(c))
        && address.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && local.len() <= 256
                && !domain.is_empty()
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        });
    if fits {
        Ok(address)
    } else {
        Err(Error::invalid(field, format!("{address:?} is not an e-mail address")))
    }
}

/// The domain of an address in its one form.
#[must_use]
pub fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Whether a domain tells an organization: it has a dot and is not a public provider's.
#[must_use]
pub fn tells_organization(domain: &str) -> bool {
    domain.contains('.') && !PUBLIC_PROVIDERS.contains(&domain)
}

/// Gives an address to a person.
///
/// # Errors
/// `EMAIL_TAKEN` where somebody of the account has it.
pub async fn claim(
    tx: &mut PgConnection,
    account: AccountId,
    email: &str,
    kind: &str,
    person: Uuid,
) -> Result<()> {
    sqlx::query!(
        "insert into directory.address (account, email, kind, person) values ($1, $2, $3, $4)",
        account.uuid(),
        email,
        kind,
        person
    )
    .execute(tx)
    .await
    .on_constraint("address_pkey", || {
        Error::refused("EMAIL_TAKEN", format!("{email} belongs to somebody already"))
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(normal("email", " Ann@Acme.Test ").unwrap(), "ann@acme.test");
        for wrong in [
            "",
            "ann",
            "@acme.test",
            "ann@",
            "a nn@acme.test",
            "ann@acme.test\r\nbcc: x",
            "ann@.test",
            "<ann@acme.test>",
        ] {
            assert!(normal("email", wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_public_provider_tells_no_organization() {
        assert!(tells_organization("acme.test"));
        assert!(!tells_organization("gmail.com"));
        assert!(!tells_organization("localhost"));
    }
}
