//! Access tokens: fetched with a mailbox's refresh token (RFC 6749, section 6), kept in memory until shortly before they end.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use tandem_kit::id::{AccountId, MailboxId};
use tandem_proto::conversations::test_mailbox_response::check::Problem;

use super::{
    connect::Failure,
    draft::Part,
    settings::{Credentials, Server},
};
use crate::{file, tools::Tools};

/// How long before its end a token is not used any more.
const EARLY: TimeDelta = TimeDelta::minutes(2);
/// How long a token is good that says nothing.
const USUAL: i64 = 300;
/// Most tokens kept.
const MOST: usize = 10_000;

/// The tokens of this process.
#[derive(Clone, Default)]
pub struct Tokens(Arc<Mutex<HashMap<String, Token>>>);

/// An access token.
#[derive(Clone, Debug)]
pub struct Token {
    pub text: String,
    pub expire_time: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<String>,
    expires_in: Option<i64>,
    refresh_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// The access token of a server of a mailbox. Where the provider gives a new refresh token with it, that is kept in place of the old one.
///
/// # Errors
/// Says what went wrong.
pub async fn token(
    tools: &Tools,
    account: AccountId,
    mailbox: Option<(MailboxId, Part)>,
    server: &Server,
    credentials: &Credentials,
) -> Result<Token, Failure> {
    let wrong = |detail: String| Failure::new(Problem::Token, detail);
    if credentials.refresh_token.is_empty() {
        return Err(wrong("there is no refresh token".into()));
    }
    let now = tools.clock.now();
    let key = file::sha256(
        format!("{account}\0{}\0{}", server.oauth.token_url, credentials.refresh_token).as_bytes(),
    );
    if let Some(known) = tools.tokens.get(&key).filter(|token| token.expire_time > now + EARLY) {
        return Ok(known);
    }
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", &credentials.refresh_token),
        ("client_id", &server.oauth.client_id),
    ];
    for (name, value) in [("client_secret", &credentials.client_secret), ("scope", &server.oauth.scope)] {
        if !value.is_empty() {
            form.push((name, value));
        }
    }
    let (status, body) = tools
        .outside
        .post_form(&server.oauth.token_url, &form)
        .await
        .map_err(|error| wrong(format!("{} cannot be asked: {error:#}", server.oauth.token_url)))?;
    let answer: Answer = serde_json::from_slice(&body)
        .map_err(|_| wrong(format!("{} answered {status}, and no token", server.oauth.token_url)))?;
    let Some(text) = answer.access_token.filter(|_| status == 200) else {
        let said =
            [answer.error, answer.error_description].into_iter().flatten().collect::<Vec<_>>().join(": ");
        return Err(wrong(format!("{} answered {status} {said}", server.oauth.token_url)));
    };
    if let (Some(new), Some((mailbox, part))) = (answer.refresh_token, mailbox)
        && new != credentials.refresh_token
    {
        let rotated = Credentials { refresh_token: new, ..credentials.clone() };
        super::rotate(tools, account, mailbox, part, &rotated)
            .await
            .map_err(|error| wrong(format!("a new refresh token cannot be kept: {error}")))?;
    }
    let expire_time = now + TimeDelta::seconds(answer.expires_in.unwrap_or(USUAL).clamp(0, 86_400));
    let token = Token { text, expire_time };
    tools.tokens.put(key, token.clone());
    Ok(token)
}

impl Tokens {
    fn get(&self, key: &str) -> Option<Token> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }
    fn put(&self, key: String, token: Token) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, token);
    }
}
