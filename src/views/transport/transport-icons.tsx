// The few pictures of the transport: always beside or inside a control with a name.

function Icon({ path }: { readonly path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export const PlayIcon = () => <Icon path="M4.5,2.5v11l9,-5.5Z" />;
export const PauseIcon = () => <Icon path="M4,2.5h3v11h-3ZM9,2.5h3v11h-3Z" />;
export const PreviousIcon = () => <Icon path="M3,3h2v10h-2ZM13,3v10l-7,-5Z" />;
export const NextIcon = () => <Icon path="M11,3h2v10h-2ZM3,3v10l7,-5Z" />;
