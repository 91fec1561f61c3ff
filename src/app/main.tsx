// Where the app begins.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../ui/theme.css';
import { App } from './App.tsx';
import { beginWork } from './idle.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
const finishStart = beginWork();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
finishStart();
