//! Rows and messages.
use tandem_kit::{
    clock::timestamp,
    id::{CustomerId, FormId, ItemId, ItemTypeId, PortalId, SurveyId},
};
use tandem_proto::customer_apps as pb;

use crate::{
    portal::Portal,
    survey::Survey,
    web_form::{FormField, WebForm},
};

impl From<WebForm> for pb::WebForm {
    fn from(f: WebForm) -> Self {
        Self {
            id: FormId::from(f.id).to_string(),
            key: f.key,
            name: f.name,
            introduction: f.introduction,
            type_id: f.item_type.map(|t| ItemTypeId::from(t).to_string()).unwrap_or_default(),
            enabled: f.enabled,
            revision: f.revision,
            fields: f
                .fields
                .0
                .into_iter()
                .map(|FormField { key, required }| pb::FormField { key, required })
                .collect(),
        }
    }
}

impl From<Portal> for pb::Portal {
    fn from(p: Portal) -> Self {
        Self { id: PortalId::from(p.id).to_string(), key: p.key, name: p.name, enabled: p.enabled }
    }
}

impl From<&Survey> for pb::Survey {
    fn from(s: &Survey) -> Self {
        Self {
            id: SurveyId::from(s.id).to_string(),
            item_id: ItemId::from(s.item).to_string(),
            item_number: s.item_number,
            item_title: s.item_title.clone(),
            customer_id: CustomerId::from(s.customer).to_string(),
            score: s.score.unwrap_or(0).into(),
            comment: s.comment.clone(),
            create_time: Some(timestamp(s.create_time)),
            answer_time: s.answer_time.map(timestamp),
        }
    }
}
