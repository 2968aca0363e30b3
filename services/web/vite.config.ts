// How the screens are built: one app for agents, small ones for customers.
import tailwind from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Where `npm run dev` finds a running server. */
const server = process.env.TANDEM_URL ?? 'http://127.0.0.1:8080'

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
        widget: file('./widget.html'),
        'widget-loader': file('./src/apps/widget/loader.ts'),
        unsubscribe: file('./unsubscribe.html'),
      },
      // Websites name the one script; everything else has its hash.
      output: { entryFileNames: ({ name }) => (name === 'widget-loader' ? 'widget.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: {
    proxy: { '/v1': server, '^/tandem\\.': server },
  },
})
