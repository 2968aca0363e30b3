// Every screen that an agent or an administrator sees, and how one comes to it.
const tab = (name) => (page) => page.getByRole('tab', { name, exact: true }).click()
const press = (...names) => async (page) => {
  for (const name of names) await page.getByRole('button', { name }).first().click()
}
const administration = (name, tabName, ...more) => ({
  name: `administration-${name}`,
  path: '/administration',
  act: async (page) => {
    await tab(tabName)(page)
    await press(...more)(page)
  },
})
const firstTicket = async (page) => {
  await page.getByRole('list', { name: 'Tickets' }).getByRole('link').first().click()
  await page.getByRole('article').waitFor()
}
const select = async (page) => {
  const boxes = page.getByRole('checkbox', { name: /^Select #/ })
  await boxes.first().check()
  await boxes.nth(1).check()
}
/** The first of a list of people or organizations, by a tab of the list, and then by one of its page. */
const first = (list, tabs = []) => async (page) => {
  if (list === 'Organizations') await tab(list)(page)
  await page.getByRole('list', { name: list }).getByRole('link').first().click()
  await page.getByRole('complementary', { name: /^About / }).waitFor()
  for (const name of tabs) await tab(name)(page)
}
const ofTicket = (name) => async (page) => {
  await firstTicket(page)
  await page.getByRole('article').getByRole('tab', { name: new RegExp(name) }).click()
}

export const screens = [
  { name: 'dashboard', path: '/' },
  { name: 'dashboard-widget', path: '/', act: async (page) => (await page.getByRole('button', { name: 'Add a panel' }).count()) > 0 && press('Add a panel')(page) },
  { name: 'tickets', path: '/tickets' },
  { name: 'tickets-groups', path: '/tickets?group=status' },
  { name: 'tickets-board', path: '/tickets', act: press(/^Board$/) },
  { name: 'tickets-calendar', path: '/tickets', act: press(/^Calendar$/) },
  { name: 'tickets-selection', path: '/tickets', act: select },
  { name: 'bulk-change', path: '/tickets', act: async (page) => { await select(page); await press('Change…')(page) } },
  { name: 'bulk-merge', path: '/tickets', act: async (page) => { await select(page); await press('More for the selection')(page); await page.getByRole('menuitem', { name: 'Merge…' }).click() } },
  { name: 'ticket', path: '/tickets', act: firstTicket },
  { name: 'ticket-internal', path: '/tickets', act: ofTicket('Internal') },
  { name: 'ticket-life', path: '/tickets', act: ofTicket('Subtasks') },
  { name: 'ticket-time', path: '/tickets', act: ofTicket('Time') },
  { name: 'ticket-activity', path: '/tickets', act: ofTicket('Activity') },
  { name: 'ticket-why', path: '/tickets', act: async (page) => { await firstTicket(page); await press('Why?')(page) } },
  { name: 'ticket-new', path: '/tickets', act: press('New ticket') },
  { name: 'view-new', path: '/tickets', act: async (page, width) => { if (width < 1000) await press(/^Views: /)(page); await press('New view')(page) } },
  { name: 'tasks', path: '/tasks' },
  { name: 'chats', path: '/chats' },
  { name: 'messenger', path: '/messages' },
  { name: 'messenger-new', path: '/messages', act: press('New conversation') },
  { name: 'messenger-mine', path: '/messages?section=mine' },
  { name: 'messenger-internal', path: '/messages?section=internal' },
  { name: 'projects', path: '/projects' },
  { name: 'project', path: '/projects', act: async (page) => { await page.getByRole('list', { name: 'Projects' }).getByRole('link').first().click(); await page.getByRole('region', { name: 'Items' }).waitFor() } },
  { name: 'tickets-folders', path: '/tickets', act: press(/^Folder tree$/) },
  { name: 'tickets-subtasks', path: '/tickets', act: press(/^Subtask tree$/) },
  { name: 'tickets-customers', path: '/tickets', act: press(/^By customer$/) },
  { name: 'tickets-service-level', path: '/tickets', act: press(/^Service level$/) },
  { name: 'tickets-portfolios', path: '/tickets', act: press(/^By portfolio$/) },
  { name: 'projects-new', path: '/projects', act: press('New project') },
  { name: 'customers', path: '/customers' },
  { name: 'customer', path: '/customers', act: first('People') },
  { name: 'customer-conversations', path: '/customers', act: first('People', ['Conversations']) },
  { name: 'customer-projects', path: '/customers', act: first('People', ['Projects']) },
  { name: 'customer-activity', path: '/customers', act: first('People', ['Activity']) },
  { name: 'organization', path: '/customers', act: first('Organizations') },
  { name: 'organization-people', path: '/customers', act: first('Organizations', ['People']) },
  { name: 'user', path: '/administration', act: first('Users') },
  { name: 'user-conversations', path: '/administration', act: first('Users', ['Conversations']) },
  { name: 'settings', path: '/settings' },
  { name: 'not-found', path: '/nowhere' },
  { name: 'customer-not-found', path: '/customers/cus_00000000000000000000000000000000' },
  { name: 'ticket-not-found', path: '/tickets/999999' },
  { name: 'tickets-none', path: '/tickets?filter=title:nothingatall' },
  { name: 'tickets-wrong-filter', path: '/tickets?filter=colour%20%3D%20red' },
  { name: 'automation', path: '/automation' },
  { name: 'automation-macros', path: '/automation?tab=macros' },
  { name: 'automation-macro', path: '/automation?tab=macros', act: async (page) => { await press('New macro')(page); for (const one of ['Set the status', 'Assign', 'Write a message']) await page.getByLabel('Add an action').selectOption({ label: one }) } },
  { name: 'automation-runs', path: '/automation?tab=runs' },
  { name: 'canned', path: '/canned-replies' },
  { name: 'canned-new', path: '/canned-replies?reply=new' },
  { name: 'recurring', path: '/recurring' },
  { name: 'recurring-template', path: '/recurring', act: press('New template') },
  { name: 'activity', path: '/activity' },
  { name: 'channels', path: '/channels' },
  { name: 'channels-incoming', path: '/channels?tab=incoming' },
  { name: 'channels-health', path: '/channels?tab=health' },
  { name: 'channels-policy', path: '/channels?tab=policy' },
  { name: 'channels-suppressions', path: '/channels?tab=suppressions' },
  { name: 'mailbox-new', path: '/channels/new' },
  { name: 'mailbox', path: '/channels', act: async (page) => { await page.locator('main a[href*="/channels/mbox_"]').first().click(); await page.getByRole('heading', { level: 1 }).first().waitFor() } },
  { name: 'widgets', path: '/widgets' },
  { name: 'outgoing', path: '/outgoing' },
  { name: 'search', path: '/search?q=printer' },
  administration('users', 'Users'),
  administration('account', 'Account'),
  administration('types', 'Types'),
  administration('type-new', 'Types', 'New type'),
  administration('statuses', 'Statuses'),
  administration('project-statuses', 'Project statuses'),
  administration('forms', 'Forms'),
  administration('fields', 'Fields'),
  administration('field-new', 'Fields', 'New field'),
  administration('sla', 'SLA'),
  administration('sla-new', 'SLA', 'New policy'),
  administration('hours', 'Business hours'),
  administration('pages', 'Customer pages'),
  administration('tokens', 'API tokens'),
  administration('items', 'Items'),
  administration('deleted', 'Deleted'),
  administration('imports', 'Import'),
  administration('audit', 'Audit log'),
  administration('export', 'Export'),
  { name: 'palette', path: '/tickets', act: (page) => page.keyboard.press('Control+k') },
  { name: 'shortcuts', path: '/tickets', act: (page) => page.keyboard.press('?') },
  { name: 'bell', path: '/', act: async (page, width) => { if (width < 768) await page.getByRole('button', { name: /^(Menu|Open the menu)/ }).click(); await press(/^Notifications/)(page) } },
]
