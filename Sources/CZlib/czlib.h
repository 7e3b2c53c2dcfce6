/* The four functions of zlib.h that are used, with its types spelled out: including zlib.h itself would make this module
   the owner of the system's types (pthread_attr_t and others), which Swift files then could not use without importing it. */
unsigned long compressBound(unsigned long sourceLen);
int compress2(unsigned char *dest, unsigned long *destLen, const unsigned char *source, unsigned long sourceLen, int level);
int uncompress(unsigned char *dest, unsigned long *destLen, const unsigned char *source, unsigned long sourceLen);
unsigned long crc32_z(unsigned long crc, const unsigned char *buf, unsigned long len);
