// Where the agents' app begins.
import './ui/tokens.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { watchFocus } from './lib/focus'
import { listenForShortcuts } from './lib/keys'
import { client } from './lib/query'
import { watchAnswers } from './lib/subjects'
import { applyTheme } from './lib/theme'
import { router } from './router'

applyTheme()
listenForShortcuts()
watchFocus()
watchAnswers(client)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
