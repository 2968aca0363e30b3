//! Pictures of the web that a message shows: fetched by the server once somebody wants to see them, so that whoever wrote the message learns
//! nothing of its readers.
use std::time::Duration;

use tandem_kit::{Cause, Error, Result, id::MessageId};
use tokio::sync::Semaphore;

use super::edit;
use crate::{file::show, tools::Tools};

const LARGEST: usize = 10 * 1024 * 1024;
const WITHIN: Duration = Duration::from_secs(10);
const LONGEST_URL: usize = 4_096;
/// Most pictures fetched at once, in this process; how long one more waits for its turn.
static PLACES: Semaphore = Semaphore::const_new(16);
const TURN: Duration = Duration::from_secs(10);

/// A picture's bytes, which can do no harm within a page.
///
/// # Errors
/// `NotFound` where the caller may not read the message, `Invalid` where it shows no such picture, `NOT_FETCHED`.
pub async fn picture(tools: &Tools, cause: &Cause, id: MessageId, url: &str) -> Result<Vec<u8>> {
    let message = super::readable(tools, cause, id).await?;
    edit::check_deleted(cause, &message)?;
    if url.is_empty() || url.len() > LONGEST_URL || !shows(&message.html, url) {
        return Err(Error::invalid("url", format!("{url:?} is no picture of the web that {id} shows")));
    }
    let refused = |why: String| Error::refused("NOT_FETCHED", format!("the picture cannot be shown: {why}"));
    let Ok(Ok(_place)) = tokio::time::timeout(TURN, PLACES.acquire()).await else {
        return Err(refused("too many others are being fetched; try again".into()));
    };
    let accept = "image/png, image/jpeg, image/gif, image/webp";
    let answer = tools.outside.read_public(url, accept, LARGEST, WITHIN).await;
    let answer = answer.map_err(|error| refused(format!("{error:#}")))?;
    if answer.status != 200 {
        return Err(refused(format!("its server answers {}", answer.status)));
    }
    if !show::is_safe_image(&answer.body) {
        return Err(refused(format!("it is {:?} and no picture that is safe to show", answer.content_type)));
    }
    Ok(answer.body)
}

/// Whether safe HTML shows that picture once somebody consents.
fn shows(html: &str, url: &str) -> bool {
    let mut named = html.split("data-remote-src=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    named.any(|(value, _)| unescaped(value) == url)
}

fn unescaped(value: &str) -> String {
    let plain =
        value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}");
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail;

    #[test]
    fn only_what_the_message_shows_is_fetched() {
        let page = mail::html::read_mail(
            "<img src='https://p.example/a.png?x=1&amp;y=2'><a href='https://p.example/b.png'>b</a>",
        );
        assert!(shows(&page.html, "https://p.example/a.png?x=1&y=2"), "{}", page.html);
        assert!(
            !shows(&page.html, "https://p.example/b.png") && !shows(&page.html, "https://p.example/a.png")
        );
        assert!(!shows("data-remote-src=x", "x"));
    }
}
