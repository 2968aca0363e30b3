//! People whom a filter names by their addresses.
use std::collections::{BTreeSet, HashMap};

use tandem_kit::{Cause, Error, Result, auth, condition::Checked, id};
use tandem_proto::directory::{BatchGetPeopleRequest, customers_service_client::CustomersServiceClient};

use super::People;

impl People {
    /// The condition with ids for the addresses by which it names people. What a condition may hold bounds how many.
    ///
    /// # Errors
    /// `Invalid` for what is neither an id nor an address, and for an address that nobody has; `Unavailable` where directory is away.
    pub async fn named_in(&self, cause: &Cause, checked: Checked) -> Result<Checked> {
        let written: BTreeSet<&str> =
            checked.people().into_iter().filter(|who| id::split(who).is_none()).collect();
        let problem = |text: String| Error::invalid("filter", text);
        if let Some(who) = written.iter().find(|who| !who.contains('@')) {
            return Err(problem(format!(
                "{who:?} is no id such as usr_… or cus_…, and no e-mail address: people are named by one of them"
            )));
        }
        if written.is_empty() {
            return Ok(checked);
        }
        let emails = written.iter().map(|who| who.trim().to_lowercase()).collect();
        let request = BatchGetPeopleRequest { emails, ..BatchGetPeopleRequest::default() };
        let mut directory = CustomersServiceClient::new(self.directory()?);
        let found =
            auth::acting(&cause.as_system(), directory.batch_get_people(request)).await?.into_inner().people;
        let ids: HashMap<String, String> =
            found.into_iter().map(|person| (person.email, person.id)).collect();
        let mut named = HashMap::new();
        for who in written {
            let id = ids.get(&who.trim().to_lowercase());
            let id =
                id.ok_or_else(|| problem(format!("{who:?} is the address of no user and no customer")))?;
            named.insert(who.to_owned(), id.clone());
        }
        Ok(checked.with_people(&named))
    }
}
