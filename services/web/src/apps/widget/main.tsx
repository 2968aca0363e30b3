/** @jsxImportSource preact */
// The chat widget's page `/widget/{key}`: shown in a frame by `widget.js` on the websites that are allowed to.
import './widget.css'
import { render } from 'preact'
import { Widget } from './Widget'

render(<Widget />, document.getElementById('root')!)
