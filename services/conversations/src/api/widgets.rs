//! Widgets on the wire.
use tandem_kit::{Cause, Error, Result, clock::timestamp, id::AccountId, mask};
use tandem_proto::conversations::{self as pb, capture_request, widgets_service_server::WidgetsService};
use tonic::{Request, Response, Status};

use super::visitor_chats::network_of;
use crate::{
    chat::{
        Chats, hours, limit,
        widget::{self, Change, Widget},
    },
    inbound::capture::{self, Capture},
    tools::request_key,
};

/// Forms of one network within an hour.
const MOST_FORMS: u64 = 20;
/// Longest text of the offline form, in characters.
const LONGEST: usize = 20_000;

#[tonic::async_trait]
impl WidgetsService for Chats {
    async fn list_widgets(
        &self,
        request: Request<pb::ListWidgetsRequest>,
    ) -> Result<Response<pb::ListWidgetsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let widgets = widget::list(self.db().pool(), cause.account()).await?;
        Ok(Response::new(pb::ListWidgetsResponse { widgets: widgets.into_iter().map(encode).collect() }))
    }

    async fn get_widget(
        &self,
        request: Request<pb::GetWidgetRequest>,
    ) -> Result<Response<pb::Widget>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(encode(widget::get(self.db().pool(), cause.account(), id).await?)))
    }

    async fn create_widget(
        &self,
        request: Request<pb::CreateWidgetRequest>,
    ) -> Result<Response<pb::Widget>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateWidgetRequest { widget, request_id } = request.into_inner();
        let given = widget.ok_or_else(|| Error::invalid("widget", "is required"))?;
        if !given.id.is_empty() || !given.key.is_empty() {
            return Err(Error::invalid("widget.id", "cannot be chosen, and neither can the key").into());
        }
        let mut change = Change::default();
        // What is not given is as the first widget has it.
        for path in Change::FIELDS.into_iter().filter(|path| *path != "enabled" && is_given(path, &given)) {
            change.take(path, &given);
        }
        change.name = Some(given.name.trim().to_owned());
        self.check_team(&cause, &given.team_id).await?;
        let key = request_key(&cause, &request_id)?;
        Ok(Response::new(encode(widget::create(&self.tools, &cause, change, key).await?)))
    }

    async fn update_widget(
        &self,
        request: Request<pb::UpdateWidgetRequest>,
    ) -> Result<Response<pb::Widget>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateWidgetRequest { widget, update_mask } = request.into_inner();
        let given = widget.ok_or_else(|| Error::invalid("widget", "is required"))?;
        let id = given.id.parse()?;
        widget::get(self.db().pool(), cause.account(), id).await?;
        let mut change = Change::default();
        for path in mask::paths(update_mask.as_ref())? {
            if !change.take(path, &given) {
                return Err(mask::unknown(path, &Change::FIELDS).into());
            }
            if path == "team_id" {
                self.check_team(&cause, &given.team_id).await?;
            }
        }
        let changed = widget::update(self.db(), cause.account(), id, given.revision, change).await?;
        Ok(Response::new(encode(changed)))
    }

    async fn delete_widget(&self, request: Request<pb::DeleteWidgetRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        widget::delete(self.db(), cause.account(), request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn reveal_widget_secret(
        &self,
        request: Request<pb::RevealWidgetSecretRequest>,
    ) -> Result<Response<pb::RevealWidgetSecretResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::RevealWidgetSecretRequest { id, renew, keep_hours } = request.into_inner();
        let id = id.parse()?;
        let mut widget = widget::get(self.db().pool(), cause.account(), id).await?;
        if renew || widget.secret.is_none() {
            widget = widget::renew_secret(&self.tools, cause.account(), id, keep_hours).await?;
        } else {
            // Nothing changes, but the audit says who looked at a secret.
            self.db().begin().await?.commit().await?;
        }
        let until = widget.old_secret_until.filter(|until| *until > self.now());
        Ok(Response::new(pb::RevealWidgetSecretResponse {
            secret: widget.open_secret(&self.tools.secrets)?.unwrap_or_default(),
            previous_expire_time: until.map(timestamp),
        }))
    }

    async fn get_public_widget(
        &self,
        request: Request<pb::GetPublicWidgetRequest>,
    ) -> Result<Response<pb::PublicWidget>, Status> {
        let widget = widget::open(self.db().pool(), &request.into_inner().key).await?;
        let cause = Cause::system(AccountId::from(widget.account));
        let hours = hours::now(self, &cause, &widget).await?;
        let account_name = self.tools.peers.account(&cause).await?.name;
        Ok(Response::new(pb::PublicWidget {
            title: if widget.title.is_empty() { account_name.clone() } else { widget.title },
            key: widget.key,
            account_name,
            greeting: widget.greeting,
            offline_text: widget.offline_text,
            color: widget.color,
            position: widget.position.into(),
            open: hours.open,
            open_time: hours.next.map(timestamp),
            allowed_sites: widget.allowed_sites,
            require_identity: widget.require_identity,
        }))
    }

    async fn submit_offline_form(
        &self,
        request: Request<pb::SubmitOfflineFormRequest>,
    ) -> Result<Response<pb::SubmitOfflineFormResponse>, Status> {
        let network = network_of(&request);
        let pb::SubmitOfflineFormRequest { key, name, email, text, request_id } = request.into_inner();
        let widget = widget::open(self.db().pool(), &key).await?;
        let length = text.chars().count();
        if text.trim().is_empty() || length > LONGEST {
            return Err(
                Error::invalid("text", format!("has {length} characters; 1 to {LONGEST} are taken")).into()
            );
        }
        limit::network(self, &network, "form", MOST_FORMS).await?;
        let cause = Cause::system(AccountId::from(widget.account));
        let capture = Capture {
            channel: capture_request::Channel::WebForm,
            name,
            email,
            title: String::new(),
            text,
            files: Vec::new(),
            type_id: String::new(),
            request_id,
            fields: std::collections::BTreeMap::new(),
            priority: 0,
        };
        let captured = capture::capture(&self.tools, &cause, capture).await?;
        Ok(Response::new(pb::SubmitOfflineFormResponse { number: captured.item.number }))
    }
}

impl Chats {
    async fn check_team(&self, cause: &Cause, team: &str) -> Result<()> {
        if team.is_empty() {
            return Ok(());
        }
        let missing = |_| Error::invalid("widget.team_id", format!("there is no team {team:?}"));
        let id = team.parse().map_err(missing)?;
        match self.staff.members(cause, id).await {
            Err(error) if crate::peer::is_not_found(&error) => Err(missing(error)),
            other => other.map(|_| ()),
        }
    }
}

/// Whether a field of a new widget says something.
fn is_given(path: &str, given: &pb::Widget) -> bool {
    match path {
        "greeting" => !given.greeting.is_empty(),
        "offline_text" => !given.offline_text.is_empty(),
        "color" => !given.color.is_empty(),
        "position" => given.position != 0,
        "hours" => given.hours != 0,
        "routing" => given.routing != 0,
        "answer_within_seconds" => given.answer_within_seconds != 0,
        "end_after_minutes" => given.end_after_minutes != 0,
        _ => true,
    }
}

fn encode(widget: Widget) -> pb::Widget {
    pb::Widget {
        id: widget.widget_id().to_string(),
        key: widget.key,
        name: widget.name,
        enabled: widget.enabled,
        greeting: widget.greeting,
        offline_text: widget.offline_text,
        title: widget.title,
        color: widget.color,
        position: widget.position.into(),
        allowed_sites: widget.allowed_sites,
        hours: widget.hours.into(),
        routing: widget.routing.into(),
        team_id: widget.team.map(|id| tandem_kit::id::TeamId::from(id).to_string()).unwrap_or_default(),
        answer_within_seconds: widget.answer_within_seconds,
        require_identity: widget.require_identity,
        end_after_minutes: widget.end_after_minutes,
        revision: widget.revision,
        create_time: Some(timestamp(widget.create_time)),
    }
}
