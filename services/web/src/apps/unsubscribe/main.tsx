/** @jsxImportSource preact */
// The page `/unsubscribe/{token}`. Opening it changes nothing, so a link scanner unsubscribes nobody; the button does.
import '../../ui/tokens.css'
import { render } from 'preact'
import { UnsubscribePage } from './UnsubscribePage'

render(<UnsubscribePage />, document.getElementById('root')!)
