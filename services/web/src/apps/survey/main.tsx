/** @jsxImportSource preact */
// The survey page `/survey/{token}`. Opening it answers nothing, so a link scanner cannot answer; the button does.
import '../../ui/tokens.css'
import { render } from 'preact'
import { SurveyPage } from './SurveyPage'

render(<SurveyPage />, document.getElementById('root')!)
