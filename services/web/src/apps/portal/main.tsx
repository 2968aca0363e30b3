/** @jsxImportSource preact */
// The portal `/portal/{key}`: a customer sees and answers their own requests.
import '../../ui/tokens.css'
import { render } from 'preact'
import { Portal } from './Portal'

render(<Portal />, document.getElementById('root')!)
