// PostgreSQL's client library, wherever pkg-config says that it is.
#include <libpq-fe.h>
