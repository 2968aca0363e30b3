//! The rpcs of templates.
use tandem_kit::Cause;
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    item::request,
    template::{self, fill::Day, gone, make},
    text,
};

#[tonic::async_trait]
impl pb::item_templates_service_server::ItemTemplatesService for Api {
    async fn list_item_templates(
        &self,
        request: Request<pb::ListItemTemplatesRequest>,
    ) -> Answer<pb::ListItemTemplatesResponse> {
        let item_templates = template::list(&self.0, &Cause::of(&request)?).await?;
        Ok(Response::new(pb::ListItemTemplatesResponse { item_templates }))
    }

    async fn get_item_template(
        &self,
        request: Request<pb::GetItemTemplateRequest>,
    ) -> Answer<pb::ItemTemplate> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new(template::get(&self.0, &cause, id).await?))
    }

    async fn create_item_template(
        &self,
        request: Request<pb::CreateItemTemplateRequest>,
    ) -> Answer<pb::ItemTemplate> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let key =
            request::key(&cause.caller, "create template", text::key("request_id", &request.request_id)?);
        let given = request.item_template.unwrap_or_default();
        Ok(Response::new(template::create(&self.0, &cause, given, key).await?))
    }

    async fn update_item_template(
        &self,
        request: Request<pb::UpdateItemTemplateRequest>,
    ) -> Answer<pb::ItemTemplate> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(template::update(&self.0, &cause, request.into_inner()).await?))
    }

    async fn delete_item_template(&self, request: Request<pb::DeleteItemTemplateRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        template::delete(&self.0, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn create_item_from_template(
        &self,
        request: Request<pb::CreateItemFromTemplateRequest>,
    ) -> Answer<pb::Item> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let template = template::get(&self.0, &cause, request.id.parse()?).await?;
        let words = self.0.vocabularies.of(cause.account()).await?;
        let (template, _) = gone::without_retired(&words, &template);
        let day = Day { at: make::today(&self.0, &cause).await, nth: 1 };
        let filled = make::filled(&template, day)?;
        let mut wanted = make::request(&filled);
        if !request.title.is_empty() {
            wanted.title = request.title;
        }
        wanted.requester = request.requester.or(wanted.requester);
        let what = format!("create from {}", request.id);
        let key = request::key(&cause.caller, &what, text::key("request_id", &request.request_id)?);
        let item = make::make(&self.0, &cause, &filled, wanted, key).await?;
        self.one(&cause.caller, item).await
    }
}
