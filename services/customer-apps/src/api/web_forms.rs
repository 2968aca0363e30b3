//! `WebFormsService`.
use tandem_kit::{
    Cause, Error, auth,
    id::{self, AccountId},
    mask,
};
use tandem_proto::{
    conversations::{CaptureRequest, capture_request::Channel, inbound_service_client::InboundServiceClient},
    customer_apps::{self as pb, web_forms_service_server::WebFormsService},
    directory::{BatchGetPeopleRequest, customers_service_client::CustomersServiceClient},
    items::{ListItemTypesRequest, item_types_service_client::ItemTypesServiceClient},
};
use tonic::{Request, Response, Status};

use super::{Api, form_fields::answered};

use crate::web_form::{self, Change};

const AN_HOUR: u64 = 20;

#[tonic::async_trait]
impl WebFormsService for Api {
    async fn list_web_forms(
        &self,
        request: Request<pb::ListWebFormsRequest>,
    ) -> Result<Response<pb::ListWebFormsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let forms = web_form::list(self.db.pool(), cause.account()).await?;
        Ok(Response::new(pb::ListWebFormsResponse { web_forms: forms.into_iter().map(Into::into).collect() }))
    }

    async fn update_web_form(
        &self,
        request: Request<pb::UpdateWebFormRequest>,
    ) -> Result<Response<pb::WebForm>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateWebFormRequest { web_form, update_mask } = request.into_inner();
        let given = web_form.ok_or_else(|| Error::invalid("web_form", "is required"))?;
        let mut change = Change::default();
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(given.name.trim().to_owned()),
                "introduction" => change.introduction = Some(given.introduction.clone()),
                "type_id" => {
                    self.check_item_type(&given.type_id).await?;
                    change.item_type = Some(given.type_id.clone());
                }
                "enabled" => change.enabled = Some(given.enabled),
                "fields" => change.fields = Some(self.form_fields(&given.fields).await?),
                _ => {
                    let known = ["name", "introduction", "type_id", "enabled", "fields"];
                    return Err(mask::unknown(path, &known).into());
                }
            }
        }
        Ok(Response::new(
            web_form::update(&self.db, &cause, given.id.parse()?, given.revision, change).await?.into(),
        ))
    }

    async fn get_public_form(
        &self,
        request: Request<pb::GetPublicFormRequest>,
    ) -> Result<Response<pb::PublicForm>, Status> {
        let form = web_form::open(self.db.pool(), &request.into_inner().key).await?;
        let account_name = self.account_name(form.account.into()).await?;
        let fields = self.asked_for(&form).await?;
        let (key, name, introduction) = (form.key, form.name, form.introduction);
        Ok(Response::new(pb::PublicForm { key, name, introduction, account_name, fields }))
    }

    async fn submit_form(
        &self,
        request: Request<pb::SubmitFormRequest>,
    ) -> Result<Response<pb::SubmitFormResponse>, Status> {
        let sender = Cause::of(&request)?;
        let pb::SubmitFormRequest { key, name, email, title, description, request_id, mut fields } =
            request.into_inner();
        let form = web_form::open(self.db.pool(), &key).await?;
        if title.trim().is_empty() {
            return Err(Error::invalid("title", "must not be empty").into());
        }
        let text = self.with_outdated(form.account.into(), description, &mut fields).await?;
        answered(&self.asked_for(&form).await?, &fields)?;
        let address = email.trim().to_lowercase();
        let many = "too many requests from this address: wait an hour, or write an e-mail";
        self.at_most(AN_HOUR, &format!("form:{key}:{address}"), many).await?;
        let capture = CaptureRequest {
            channel: Channel::WebForm.into(),
            name,
            email,
            title,
            text,
            type_id: form.item_type.map(|t| id::ItemTypeId::from(t).to_string()).unwrap_or_default(),
            request_id,
            fields,
            ..CaptureRequest::default()
        };
        let cause = self.in_whose_name(sender, form.account.into(), &address).await?;
        let mut inbound = InboundServiceClient::new(self.conversations.clone());
        let captured = auth::acting(&cause, inbound.capture(capture)).await?.into_inner();
        Ok(Response::new(pb::SubmitFormResponse { number: captured.number }))
    }
}

impl Api {
    /// A customer of the account who is signed in and gives their own address sends a form themselves; for anybody else the
    /// system takes it down, as nothing proves who they are.
    async fn in_whose_name(&self, sender: Cause, account: AccountId, address: &str) -> Result<Cause, Error> {
        let system = Cause::system(account);
        let Some(customer) = sender.caller.customer().filter(|_| sender.account() == account) else {
            return Ok(system);
        };
        let who = BatchGetPeopleRequest { ids: vec![customer.to_string()], ..Default::default() };
        let mut people = CustomersServiceClient::new(self.directory.clone());
        let found = auth::acting(&system, people.batch_get_people(who)).await?.into_inner().people;
        let own = found.iter().any(|person| person.email.eq_ignore_ascii_case(address));
        Ok(if own { sender } else { system })
    }
    /// Refuses what is no item type of the caller's account.
    async fn check_item_type(&self, id: &str) -> Result<(), Error> {
        if id.is_empty() {
            return Ok(());
        }
        let mut types = ItemTypesServiceClient::new(self.items.clone());
        let known = types.list_item_types(ListItemTypesRequest::default()).await?.into_inner().item_types;
        if known.iter().any(|known| known.id == id) {
            return Ok(());
        }
        Err(Error::invalid("web_form.type_id", format!("there is no item type {id:?}")))
    }
}
