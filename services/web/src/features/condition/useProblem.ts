// What the server has against a condition, and where: asked as it is typed, a moment after the last key.
import { useEffect, useState } from 'react'
import { CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useRead } from '~/lib/query'
import { listInput } from '../item/itemFilter'
import { type Subject, isPeople, kindOf } from './subject'

export interface Placed {
  message: string
  /** The character where it shows, the first being 1. */
  position: number | undefined
}

const restMs = 300

export function useProblem(of: Subject, condition: string): Placed | undefined {
  const [asked, ask] = useState(condition)
  useEffect(() => {
    const timer = setTimeout(() => ask(condition), restMs)
    return () => clearTimeout(timer)
  }, [condition])
  const one = { filter: asked, pageSize: 1 }
  const items = useRead(ItemsService.method.listItems, { ...listInput(kindOf(of), asked, ''), pageSize: 1 }, !isPeople(of))
  const customers = useRead(CustomersService.method.listCustomers, one, of === 'customers')
  const organizations = useRead(OrganizationsService.method.listOrganizations, one, of === 'organizations')
  const users = useRead(UsersService.method.listUsers, one, of === 'users')
  const { error } = isPeople(of) ? { customers, organizations, users }[of] : items
  if (!error || asked !== condition) return undefined
  return placed(fieldProblem(problemOf(error), 'filter') ?? problemOf(error).message)
}

/** `at character 7: …` */
export function placed(message: string): Placed {
  const found = /^at character (\d+): (.*)$/is.exec(message)
  return found ? { message, position: Number(found[1]) } : { message, position: undefined }
}
