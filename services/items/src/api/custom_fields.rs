//! `CustomFieldsService`.
use tandem_kit::Cause;
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    field::{self, Target},
    wire,
};

#[tonic::async_trait]
impl pb::custom_fields_service_server::CustomFieldsService for Api {
    async fn list_custom_fields(
        &self,
        request: Request<pb::ListCustomFieldsRequest>,
    ) -> Answer<pb::ListCustomFieldsResponse> {
        let cause = Cause::of(&request)?;
        let words = self.0.vocabularies.of(cause.account()).await?;
        let request = request.into_inner();
        let target = wire::target_of_field(request.target());
        let customer = cause.caller.customer().is_some();
        let fields = words.fields.iter().filter(|f| target.is_none_or(|target| f.target == target));
        let fields = fields.filter(|f| request.with_retired || !f.retired);
        let fields = fields.filter(|f| !customer || f.visible_to_customers && f.target == Target::Item);
        Ok(Response::new(pb::ListCustomFieldsResponse { custom_fields: fields.map(wire::field).collect() }))
    }

    async fn get_custom_field(&self, request: Request<pb::GetCustomFieldRequest>) -> Answer<pb::CustomField> {
        let words = self.0.vocabularies.of(Cause::of(&request)?.account()).await?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(wire::field(field::of(&words, id)?)))
    }

    async fn create_custom_field(
        &self,
        request: Request<pb::CreateCustomFieldRequest>,
    ) -> Answer<pb::CustomField> {
        let cause = Cause::of(&request)?;
        let new = field::New::read(&cause, request.into_inner())?;
        Ok(Response::new(wire::field(&field::create(&self.0, &cause, new).await?)))
    }

    async fn update_custom_field(
        &self,
        request: Request<pb::UpdateCustomFieldRequest>,
    ) -> Answer<pb::CustomField> {
        let cause = Cause::of(&request)?;
        let changed = field::change::update(&self.0, &cause, request.into_inner()).await?;
        Ok(Response::new(wire::field(&changed)))
    }

    async fn retire_custom_field(
        &self,
        request: Request<pb::RetireCustomFieldRequest>,
    ) -> Answer<pb::CustomField> {
        let cause = Cause::of(&request)?;
        let retired = field::retire(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(wire::field(&retired)))
    }

    async fn restore_custom_field(
        &self,
        request: Request<pb::RestoreCustomFieldRequest>,
    ) -> Answer<pb::CustomField> {
        let cause = Cause::of(&request)?;
        let back = field::restore(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(wire::field(&back)))
    }
}
