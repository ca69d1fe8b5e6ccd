"""PHP: Composer."""
