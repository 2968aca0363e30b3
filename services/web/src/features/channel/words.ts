// What the choices of a mailbox and of the mail rules are called.
import { Auth, CopyPolicy, ImapSource_After, Security, TestMailboxResponse_Check_Part } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { MailPolicy_AgentMail, MailPolicy_Quarantine } from '~/gen/tandem/conversations/v1/mail_policies_service_pb'

export const securities: Record<Security, string> = {
  [Security.UNSPECIFIED]: 'TLS',
  [Security.TLS]: 'TLS',
  [Security.STARTTLS]: 'STARTTLS',
  [Security.NONE]: 'Not encrypted',
}

export const auths: Record<Auth, string> = {
  [Auth.UNSPECIFIED]: 'Password',
  [Auth.PASSWORD]: 'Password',
  [Auth.XOAUTH2]: 'OAuth 2.0',
}

export const afters: Record<ImapSource_After, string> = {
  [ImapSource_After.UNSPECIFIED]: 'stays as it is',
  [ImapSource_After.KEEP]: 'stays as it is',
  [ImapSource_After.MOVE]: 'is moved to a folder',
  [ImapSource_After.DELETE]: 'is deleted',
}

export const copyPolicies: Record<CopyPolicy, string> = {
  [CopyPolicy.UNSPECIFIED]: 'As the mail rules say',
  [CopyPolicy.FOLLOW]: 'Follow the conversation',
  [CopyPolicy.KNOWN]: 'Follow it if they are known already',
  [CopyPolicy.IGNORE]: 'Are not added',
}

export const quarantines: Record<MailPolicy_Quarantine, string> = {
  [MailPolicy_Quarantine.UNSPECIFIED]: 'If DMARC fails and the sender’s domain asks for it',
  [MailPolicy_Quarantine.NEVER]: 'Never: only show the results',
  [MailPolicy_Quarantine.DMARC]: 'If DMARC fails and the sender’s domain asks for it',
  [MailPolicy_Quarantine.STRICT]: 'Whenever DMARC fails, or SPF fails on an unsigned mail',
}

export const agentMails: Record<MailPolicy_AgentMail, string> = {
  [MailPolicy_AgentMail.UNSPECIFIED]: 'Is an internal note',
  [MailPolicy_AgentMail.NOTE]: 'Is an internal note',
  [MailPolicy_AgentMail.REPLY]: 'Is a reply to the customer',
}

export const parts: Record<TestMailboxResponse_Check_Part, string> = {
  [TestMailboxResponse_Check_Part.UNSPECIFIED]: '',
  [TestMailboxResponse_Check_Part.IMAP]: 'Fetching',
  [TestMailboxResponse_Check_Part.RELAY]: 'Sending',
}
