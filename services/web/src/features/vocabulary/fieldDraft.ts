// A custom field while it is written in its form.
import type { MessageInitShape } from '@bufbuild/protobuf'
import { type Plain, fromPlain, isEmpty, toPlain } from '~/features/field/value'
import {
  type CustomField,
  type CustomFieldSchema,
  CustomField_Target,
  CustomField_Type,
} from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { EditedChoice } from './ChoicesInput'

export interface FieldDraft {
  name: string
  key: string
  help: string
  type: CustomField_Type
  decimals: number
  choices: EditedChoice[]
  defaultValue: Plain
  required: boolean
  visibleToCustomers: boolean
  /** 0: of tickets and tasks. */
  kind: Kind
}

export function draftOf(field: CustomField | undefined): FieldDraft {
  return {
    name: field?.name ?? '',
    key: field?.key ?? '',
    help: field?.help ?? '',
    type: field?.type ?? CustomField_Type.TEXT,
    decimals: field?.decimals ?? 0,
    choices: field?.choices.filter((choice) => !choice.retired) ?? [],
    defaultValue: toPlain(field?.defaultValue),
    required: field?.required ?? false,
    visibleToCustomers: field?.visibleToCustomers ?? false,
    kind: field?.kinds.length === 1 ? (field.kinds[0] ?? Kind.UNSPECIFIED) : Kind.UNSPECIFIED,
  }
}

export function hasChoices(type: CustomField_Type): boolean {
  return type === CustomField_Type.CHOICE || type === CustomField_Type.MULTI_CHOICE
}

/** What is sent of a draft. A choice keeps its id, so that what has it keeps it. */
export function toSend(draft: FieldDraft, target: CustomField_Target): MessageInitShape<typeof CustomFieldSchema> {
  const { kind, choices, defaultValue, ...plain } = draft
  return {
    ...plain,
    target,
    choices: hasChoices(draft.type) ? choices.map(({ id, name, color }) => ({ id, name, color })) : [],
    kinds: target === CustomField_Target.ITEM && kind ? [kind] : [],
    ...(isEmpty(defaultValue) ? {} : { defaultValue: fromPlain(defaultValue) }),
  }
}

/** What an update may change. */
export const changeable = ['name', 'help', 'decimals', 'choices', 'default_value', 'required', 'visible_to_customers', 'kinds']
