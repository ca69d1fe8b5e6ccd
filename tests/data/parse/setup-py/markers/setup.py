from distutils.core import setup

setup(
    name="night-bus",
    extras_require={
        ':python_version < "3.4"': ["enum34"],
        'test:sys_platform != "win32"': ["pytest"],
    },
)
