// Which of the panels over everything are open.
import { store } from '~/lib/store'

export const palette = store(false)
export const help = store(false)
