// Sets `data-theme` before the first paint: the reader's choice, else what the system prefers.
// The app stores a choice under `faultline.theme` and then dispatches `faultline-theme` on the window.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const choice = () => {
    try {
      return localStorage.getItem('faultline.theme');
    } catch {
      return undefined; // storage may be forbidden; the system's preference still works
    }
  };
  const apply = () => {
    const chosen = choice();
    const system = dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : system;
  };
  apply();
  dark.addEventListener('change', apply);
  addEventListener('storage', apply);
  addEventListener('faultline-theme', apply);
})();
