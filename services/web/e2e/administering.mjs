// What stories of administration share: its tabs, and the lists in them.

/** Opens a tab of administration. */
export const tab = async (page, name) => {
  await page.getByRole('link', { name: 'Administration' }).click()
  await page.getByRole('tab', { name, exact: true }).click()
}
/** A row of a list. */
export const row = (page, list, name) => page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: name })
/** Chooses from the menu of a row. */
export const act = async (page, name, what) => {
  await page.getByRole('button', { name: `More about ${name}` }).click()
  await page.getByRole('menuitem', { name: what }).click()
}
/** The names of a list, in order. */
export const names = (page, list) => page.getByRole('list', { name: list }).getByRole('button', { name: /^More about / }).evaluateAll((all) => all.map((one) => one.ariaLabel.slice(11)))
/** Waits until those stand in that order. */
export const until = async (page, list, ordered) => {
  await page.waitForFunction(([label, expected]) => {
    const rows = [...document.querySelectorAll(`ul[aria-label="${label}"] button[aria-label^="More about "]`)]
    const seen = rows.map((one) => one.ariaLabel.slice(11)).filter((name) => expected.includes(name))
    return seen.join() === expected.join()
  }, [list, ordered])
}
/** Defines a custom field, in its tab; `look` is called when its form is filled in. */
export const define = async (page, target, name, type, { choices = [], look } = {}) => {
  await page.getByRole('combobox', { name: 'Kept of' }).selectOption({ label: target })
  await page.getByRole('button', { name: 'New field' }).click()
  const form = page.getByRole('dialog', { name: 'New field', exact: true })
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByLabel('Type of value').selectOption({ label: type })
  for (const [at, choice] of choices.entries()) {
    if (at > 0) await page.keyboard.press('Enter')
    await form.getByRole('textbox', { name: `Choice ${at + 1}`, exact: true }).fill(choice)
  }
  await look?.(page)
  await form.getByRole('button', { name: 'Create' }).click()
  await row(page, 'Fields', name).waitFor()
}
