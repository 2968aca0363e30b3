// The mail rules while they are written: what can be chosen, and what of it changed.
import { create, equals } from '@bufbuild/protobuf'
import { CopyPolicy } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import {
  type AgentMailPolicy,
  AgentMailPolicy_Action as AgentAction,
  type MailPolicy,
  MailPolicySchema,
  type QuarantinePolicy,
  QuarantinePolicy_Action as AsideAction,
} from '~/gen/tandem/conversations/v1/mail_policies_service_pb'
import { snake } from '~/lib/mask'
import { policyText as text } from './policyText'

const fields = ['domains', 'blocked', 'allowed', 'neverFollow', 'copyPolicy', 'quarantine', 'agentMail', 'maxBytes'] as const

/** The fields that differ, as a mask has them. */
export function changedPolicy(before: MailPolicy, after: MailPolicy): string[] {
  const only = (policy: MailPolicy, field: (typeof fields)[number]) => create(MailPolicySchema, { [field]: policy[field] })
  return fields.filter((field) => !equals(MailPolicySchema, only(before, field), only(after, field))).map(snake)
}

/** What was written, one a line or by commas. */
export function linesOf(written: string): string[] {
  return written.split(/[\s,;]+/).filter(Boolean)
}

export interface Option {
  value: number
  label: string
}

export const copyOptions: Option[] = [
  { value: CopyPolicy.FOLLOW, label: text.copyFollow },
  { value: CopyPolicy.IGNORE, label: text.copyIgnore },
]

export const asideOptions: Option[] = [
  { value: AsideAction.ACCEPT, label: text.letIn },
  { value: AsideAction.QUARANTINE, label: text.putAside },
]

/** Why a mail may be put aside, and what happens unless something else is chosen. */
export const asideRules: { field: 'dmarcReject' | 'dmarcQuarantine' | 'dmarcNone' | 'ownDomain'; label: string; standard: AsideAction }[] = [
  { field: 'dmarcReject', label: text.dmarcReject, standard: AsideAction.QUARANTINE },
  { field: 'dmarcQuarantine', label: text.dmarcQuarantine, standard: AsideAction.QUARANTINE },
  { field: 'dmarcNone', label: text.dmarcNone, standard: AsideAction.ACCEPT },
  { field: 'ownDomain', label: text.ownDomain, standard: AsideAction.QUARANTINE },
] satisfies { field: keyof QuarantinePolicy; label: string; standard: AsideAction }[]

export const agentRules: { field: 'proved' | 'unproved'; label: string; standard: AgentAction; options: Option[] }[] = [
  {
    field: 'proved',
    label: text.proved,
    standard: AgentAction.POST,
    options: [
      { value: AgentAction.POST, label: text.agentPost },
      { value: AgentAction.INTERNAL, label: text.agentInternal },
    ],
  },
  {
    field: 'unproved',
    label: text.unproved,
    standard: AgentAction.INTERNAL,
    options: [
      { value: AgentAction.INTERNAL, label: text.agentInternal },
      { value: AgentAction.QUARANTINE, label: text.putAside },
    ],
  },
] satisfies { field: keyof AgentMailPolicy; label: string; standard: AgentAction; options: Option[] }[]
