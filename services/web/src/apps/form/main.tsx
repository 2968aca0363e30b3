/** @jsxImportSource preact */
// The web form `/form/{key}`: anybody writes to the account, no sign-in.
import '../../ui/tokens.css'
import { render } from 'preact'
import { WebForm } from './WebForm'

render(<WebForm />, document.getElementById('root')!)
