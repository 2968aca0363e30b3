//! What a macro writes: posted by whoever runs it, through the same rpcs as by hand.
use tandem_kit::Result;
use tandem_proto::{
    automation as pb,
    conversations::{
        Conversation, CreateConversationRequest, PostMessageRequest, Visibility,
        preview_recipients_response::Recipient,
    },
    directory::Person,
};

use super::{Acting, Readers};
use crate::template;

impl Acting<'_> {
    /// Posts to the item's first open conversation of that visibility, or to a new one.
    pub(super) async fn post_as_user(&self, post: &pb::action::PostMessage) -> Result<String> {
        let body_html = self.filled(post).await?;
        let conversation_id = if let Some(open) = self.conversation(post.visibility()).await? {
            open.id
        } else {
            let request = CreateConversationRequest {
                subject: self.item.id.clone(),
                visibility: post.visibility().into(),
                request_id: self.request_id("conversation"),
                ..CreateConversationRequest::default()
            };
            self.peers.open_conversation(request).await?.id
        };
        let request_id = self.request_id("post");
        let request =
            PostMessageRequest { conversation_id, body_html, request_id, ..PostMessageRequest::default() };
        self.peers.post_message(request).await?;
        Ok(match post.visibility() {
            Visibility::Customer => "posted to the customer",
            _ => "posted an internal message",
        }
        .into())
    }

    async fn conversation(&self, visibility: Visibility) -> Result<Option<Conversation>> {
        let all = self.peers.conversations(&self.item.id).await?;
        Ok(all.into_iter().find(|one| one.visibility() == visibility && one.close_time.is_none()))
    }

    /// What a message of a user's says of this item. They answer for it as if they had typed it, so that it may quote what
    /// came by a web form; custom fields that customers do not see it never quotes to them.
    pub async fn filled(&self, post: &pb::action::PostMessage) -> Result<String> {
        let mut values = self.values(Readers::Users).await?;
        if post.visibility() == Visibility::Customer {
            let seen = self.values(Readers::Anybody).await?;
            (values.item.fields, values.requester_fields) = (seen.item.fields, seen.requester_fields);
        }
        template::html(&post.body_html, &values)
    }

    /// Who would receive such a message.
    ///
    /// # Errors
    /// As the peers answer.
    pub async fn would_receive(&self, visibility: Visibility) -> Result<Vec<Recipient>> {
        if visibility != Visibility::Customer {
            return Ok(Vec::new());
        }
        if let Some(open) = self.conversation(visibility).await? {
            return self.peers.recipients(open.id).await;
        }
        Ok(self.requesters().await?.into_iter().map(recipient).collect())
    }

    /// The requesters who can be written to.
    ///
    /// # Errors
    /// As the peers answer.
    pub async fn requesters(&self) -> Result<Vec<Person>> {
        let customers = self.item.requester_ids.iter().filter(|id| id.starts_with("cus_"));
        let mut people = self.peers.people(customers.take(super::MOST_RECIPIENTS).cloned().collect()).await?;
        people.retain(|person| !person.disabled && !person.email.is_empty());
        Ok(people)
    }
}

fn recipient(person: Person) -> Recipient {
    Recipient { person_id: person.id, name: person.name, address: person.email, ..Recipient::default() }
}
