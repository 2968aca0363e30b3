// How the screens are built: one app for agents, small ones for customers.
import tailwind from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Where `npm run dev` finds a running server. */
const server = 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [tanstackRouter({ target: 'react', autoCodeSplitting: true, quoteStyle: 'single' }), react(), tailwind()],
  resolve: { alias: { '~': file('./src') } },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: {
        index: file('./index.html'),
        form: file('./form.html'),
        survey: file('./survey.html'),
        portal: file('./portal.html'),
        unsubscribe: file('./unsubscribe.html'),
      },
    },
  },
  server: {
    proxy: { '/v1': server, '^/tandem\\.': server },
  },
})
