// How much waits for this user, shown before the title of every screen, so that it is seen from another tab.
import { store } from './store'

export const waitingMark = store(0)
