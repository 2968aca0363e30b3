//! What of others uses a thing: rules, macros and web forms, as those who keep them list them.
use tandem_kit::{Cause, Error, Result, auth, plain, rpc::Channel};
use tandem_proto::{
    automation::{
        ListMacrosRequest, ListRulesRequest, macros_service_client::MacrosServiceClient,
        rules_service_client::RulesServiceClient,
    },
    customer_apps::{ListWebFormsRequest, web_forms_service_client::WebFormsServiceClient},
    items::list_uses_response::{Use, r#use::Kind},
};

use super::{one, thing::Thing};
use crate::Env;

/// How many pages of rules are looked through, of a hundred each.
const MOST_PAGES: usize = 70;

fn channel(env: &Env, service: &'static str) -> Result<Channel> {
    env.peers.channel(service).map_err(|e| Error::Unavailable(format!("{e:#}")))
}

/// Rules and macros, put to `uses`.
///
/// # Errors
/// Where automation is away.
pub async fn automation(env: &Env, cause: &Cause, thing: &Thing, uses: &mut Vec<Use>) -> Result<()> {
    let mut client = RulesServiceClient::new(channel(env, "automation")?);
    let mut found = Vec::new();
    let mut page_token = String::new();
    for _ in 0..MOST_PAGES {
        let request = ListRulesRequest { page_size: 100, page_token, ..ListRulesRequest::default() };
        let page = auth::acting(cause, client.list_rules(request)).await?.into_inner();
        let used = page.rules.iter().filter(|rule| thing.is_in(&plain::json(*rule)));
        found.extend(used.map(|rule| one(Kind::Rule, &rule.id, &rule.name)));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let mut client = MacrosServiceClient::new(channel(env, "automation")?);
    let request = ListMacrosRequest { everybody: true, ..ListMacrosRequest::default() };
    let macros = auth::acting(cause, client.list_macros(request)).await?.into_inner().macros;
    let used = macros.iter().filter(|one| thing.is_in(&plain::json(*one)));
    found.extend(used.map(|used| one(Kind::Macro, &used.id, &used.name)));
    uses.extend(found);
    Ok(())
}

/// Web forms, put to `uses`.
///
/// # Errors
/// Where customer-apps is away.
pub async fn customer_apps(env: &Env, cause: &Cause, thing: &Thing, uses: &mut Vec<Use>) -> Result<()> {
    let mut client = WebFormsServiceClient::new(channel(env, "customer-apps")?);
    let forms =
        auth::acting(cause, client.list_web_forms(ListWebFormsRequest {})).await?.into_inner().web_forms;
    let used = forms.iter().filter(|form| thing.is_in(&plain::json(*form)));
    uses.extend(used.map(|form| one(Kind::WebForm, &form.id, &form.name)));
    Ok(())
}
