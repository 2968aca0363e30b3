// Which columns lists of people have: kept in the browser, for each list by itself.
import { type Store, store } from '~/lib/store'
import type { PeopleList } from '../condition/subject'

/** More have no room beside the name. */
export const mostColumns = 5

const usual: Record<PeopleList, string[]> = { customers: ['organization'], organizations: ['domain'], users: [] }

const chosen: Record<PeopleList, Store<string[]>> = { customers: store(kept('customers')), organizations: store(kept('organizations')), users: store(kept('users')) }

/** The fields that a list shows, in order. */
export function useChosenColumns(of: PeopleList): string[] {
  return chosen[of].use()
}

export function chooseColumns(of: PeopleList, fields: string[]): void {
  localStorage.setItem(place(of), fields.join(','))
  chosen[of].set(fields)
}

function place(of: PeopleList): string {
  return `tandem.columns.${of}`
}

function kept(of: PeopleList): string[] {
  return localStorage.getItem(place(of))?.split(',').filter(Boolean).slice(0, mostColumns) ?? usual[of]
}
