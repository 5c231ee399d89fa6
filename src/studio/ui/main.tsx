import { render } from 'preact'
import { takeToken } from './api/request.js'
import { applyTheme } from './shell/theme.js'
import { Studio } from './shell/studio.js'

applyTheme()
takeToken()
const root = document.getElementById('studio')
if (root !== null) render(<Studio />, root)
