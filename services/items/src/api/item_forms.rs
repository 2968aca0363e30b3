//! `ItemFormsService`.
use tandem_kit::{Cause, Error, id};
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    vocabulary::form::{self, ItemFormId, change},
    wire,
};

#[tonic::async_trait]
impl pb::item_forms_service_server::ItemFormsService for Api {
    async fn list_item_forms(
        &self,
        request: Request<pb::ListItemFormsRequest>,
    ) -> Answer<pb::ListItemFormsResponse> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let words = self.0.vocabularies.of(cause.account()).await?;
        let r#type = id::in_optional_field("type_id", &request.type_id)?;
        let forms = form::list(&words, &cause.caller, r#type, wire::audience(request.audience()));
        let item_forms = forms.iter().map(|(form, r#type)| wire::form(form, r#type, &words)).collect();
        Ok(Response::new(pb::ListItemFormsResponse { item_forms }))
    }

    async fn get_item_form(&self, request: Request<pb::GetItemFormRequest>) -> Answer<pb::ItemForm> {
        let cause = Cause::of(&request)?;
        let id: ItemFormId = request.into_inner().id.parse()?;
        let words = self.0.vocabularies.of(cause.account()).await?;
        let (form, r#type) = words.form_by_id(id)?;
        if !form.is_for(&cause.caller) {
            return Err(Error::not_found("item form", id).into());
        }
        Ok(Response::new(wire::form(&form, r#type, &words)))
    }

    async fn update_item_form(&self, request: Request<pb::UpdateItemFormRequest>) -> Answer<pb::ItemForm> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(change::update(&self.0, &cause, request.into_inner()).await?))
    }

    async fn reset_item_form(&self, request: Request<pb::ResetItemFormRequest>) -> Answer<pb::ItemForm> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(change::reset(&self.0, &cause, id).await?))
    }
}
